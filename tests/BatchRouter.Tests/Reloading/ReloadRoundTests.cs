using System.Diagnostics.Metrics;
using BatchRouter.Catalog;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Tests.Cli;
using BatchRouter.Tests.Configuring;
using BatchRouter.Worker.Configuring;
using BatchRouter.Worker.Reloading;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace BatchRouter.Tests.Reloading;

public sealed class ReloadRoundTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
    private readonly Lines _log = new();
    private readonly Outcomes _outcomes = new();
    private readonly LiveRouter _live;
    private readonly ReloadRound _round;
    private readonly ConfigurationText _started;

    public ReloadRoundTests()
    {
        Write(ConfigurationFiles.CatalogText, ConfigurationFiles.PolicyText);
        _started = new ConfigurationSource(File("catalog.json"), File("batchrouter.json")).Read();
        _live = new LiveRouter(_started.Load());
        _round = new ReloadRound(
            _started, _live, new BudgetStore(_nowhere), new ReloadMeter(_outcomes), new RoundOptions(), TimeProvider.System, _log);
    }

    [Fact]
    public async Task Round_NothingChanged_ChangesNothing()
    {
        await LookAsync(3);
        Assert.Empty(_outcomes.Seen);
        Assert.Single(_log.Written);
        Assert.Equal(_started.Load().Catalog.Version, _live.Current.Catalog.Version);
    }

    [Fact]
    public async Task Round_AChangedPrice_HoldsFromTheNextLookOn()
    {
        Write(ConfigurationFiles.CatalogText.Replace("\"inputUsdPerMillion\": 0.1", "\"inputUsdPerMillion\": 0.3", StringComparison.Ordinal), null);
        await LookAsync(1);
        Assert.Equal(300_000_000, _live.Current.Catalog.Find("small")!.PriceAt(Lane.Sync, Some.Noon)!.Rates.InputNanoUsdPerMillion);
        Assert.Equal(["applied"], _outcomes.Seen);
    }

    [Fact]
    public async Task Round_AnInvalidFile_KeepsTheOldAndNamesFileLineAndKeyOnce()
    {
        var before = _live.Current;
        Write(ConfigurationFiles.CatalogText.Replace("\"default\": 0.7", "\"default\": 7", StringComparison.Ordinal), null);
        await LookAsync(5);
        Assert.Same(before, _live.Current);
        Assert.Equal(["invalid"], _outcomes.Seen);
        var line = Assert.Single(_log.Written, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("catalog.json:30: $.models[0].quality", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Round_AnotherInvalidFile_IsComplainedAboutAnew()
    {
        foreach (var wrong in (string[])["7", "8"])
        {
            Write(ConfigurationFiles.CatalogText.Replace("\"default\": 0.7", $"\"default\": {wrong}", StringComparison.Ordinal), null);
            await LookAsync(3);
        }

        Assert.Equal(["invalid", "invalid"], _outcomes.Seen);
    }

    // A policy may name a model that only the new catalogue has: neither file is of use alone.
    [Fact]
    public async Task Round_APolicyThatNamesAModelOfNoCatalogue_WaitsForTheCatalogue()
    {
        var before = _live.Current;
        Write(null, ConfigurationFiles.PolicyText.Replace("\"small\"", "\"successor\"", StringComparison.Ordinal));
        await LookAsync(1);
        Assert.Same(before, _live.Current);
        Write(ConfigurationFiles.CatalogText.Replace("\"name\": \"small\"", "\"name\": \"successor\"", StringComparison.Ordinal), null);
        await LookAsync(1);
        Assert.NotNull(_live.Current.Catalog.Find("successor"));
        Assert.Equal(["applied"], _outcomes.Seen);
    }

    [Fact]
    public async Task Round_AFileOfWhichOnlyTheBeginningIsWritten_NeverWins()
    {
        var before = _live.Current;
        var text = ConfigurationFiles.CatalogText.Replace("\"version\": \"1\"", "\"version\": \"2\"", StringComparison.Ordinal);
        for (var length = 0; length < text.TrimEnd().Length; length += 7)
        {
            Write(text[..length], null);
            await LookAsync(1);
            Assert.Same(before, _live.Current);
        }

        // Each stood there at one look only: somebody was writing, and nothing is wrong.
        Assert.Empty(_outcomes.Seen);
        Write(text, null);
        await LookAsync(1);
        Assert.Equal("2", _live.Current.Catalog.Version);
    }

    [Fact]
    public async Task Round_AFileThatIsGone_KeepsTheOldUntilItIsThereAgain()
    {
        File("catalog.json").Delete();
        await LookAsync(4);
        Assert.Equal(["unreadable"], _outcomes.Seen);
        Write(ConfigurationFiles.CatalogText.Replace("\"version\": \"1\"", "\"version\": \"2\"", StringComparison.Ordinal), null);
        await LookAsync(1);
        Assert.Equal("2", _live.Current.Catalog.Version);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _nowhere.Dispose();
        _outcomes.Dispose();
    }

    // Budgets are set in a database that is not there: that is tried again at each look, and keeps nothing else from being done.
    private async Task LookAsync(int times)
    {
        for (var i = 0; i < times; i++)
            try
            {
                await _round.RunOnceAsync(TestContext.Current.CancellationToken);
            }
            catch (NpgsqlException)
            {
            }
    }

    private FileInfo File(string name) => new(Path.Combine(_folder.Folder.FullName, name));

    private void Write(string? catalog, string? policy)
    {
        if (catalog is not null)
            System.IO.File.WriteAllText(File("catalog.json").FullName, catalog);
        if (policy is not null)
            System.IO.File.WriteAllText(File("batchrouter.json").FullName, policy);
    }

    private sealed class Lines : ILogger<ReloadRound>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add($"{logLevel}: {formatter(state, exception)}");
    }

    /// <summary>A meter of this test alone, and what it counted.</summary>
    private sealed class Outcomes : IMeterFactory
    {
        private readonly Meter _meter = new("BatchRouter");
        private readonly MeterListener _listener = new();

        public Outcomes()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == _meter && instrument.Name == "batchrouter.configuration.reloads")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Seen.Add((string)tags[0].Value!));
            _listener.Start();
        }

        public List<string> Seen { get; } = [];

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose()
        {
            _listener.Dispose();
            _meter.Dispose();
        }
    }
}
