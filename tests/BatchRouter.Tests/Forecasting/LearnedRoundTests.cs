using System.Diagnostics.Metrics;
using BatchRouter.Drifting;
using BatchRouter.Forecasting;
using BatchRouter.Learning;
using BatchRouter.Rescuing;
using BatchRouter.Scoring;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BatchRouter.Tests.Forecasting;

public sealed class LearnedRoundTests : ILearnedModels, ILogger<LearnedRound>, IDisposable
{
    private readonly Dictionary<long, byte[]> _artifacts = [];
    private readonly List<LogLevel> _logged = [];
    private readonly LearnedBook _book = new();
    private readonly LearnedMeter _meter = new();
    private readonly LearnedRound _round;
    private List<ActiveModel> _active = [];
    private LearnedMark _mark;
    private int _reads;

    public LearnedRoundTests() => _round = new LearnedRound(this, _book, _meter, new RoundOptions(), this);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task RunOnce_NothingNew_ReadsNothing()
    {
        await UseAsync(1, Good(0.5));
        await _round.RunOnceAsync(Stop);
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task RunOnce_AnotherVersion_IsExchangedAsAWhole_AndARollbackBringsTheOldOneBack()
    {
        await UseAsync(1, Good(0.5));
        var before = _book.Current;
        await UseAsync(2, Good(0.25));
        Assert.Equal((1L, 2L), (before.Confidences["sums"].Version, _book.Current.Confidences["sums"].Version));
        Assert.Equal(0.25, _book.ScoringOf("sums", TaskScoring.Default).Weights.Slope);

        await UseAsync(1, Good(0.5));
        Assert.Equal(0.5, _book.ScoringOf("sums", TaskScoring.Default).Weights.Slope);
        await UseAsync(null, []);
        Assert.Same(TaskScoring.Default, _book.ScoringOf("sums", TaskScoring.Default));
    }

    [Fact]
    public async Task RunOnce_AVersionThatCannotBeRead_KeepsTheOldOneSaysSoOnceAndCounts()
    {
        var counted = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            counted += instrument.Name == "batchrouter.learned.unreadable" && tags[0].Value is "sums" ? value : 0);
        listener.Start();
        await UseAsync(1, Good(0.5));
        await UseAsync(2, [1, 2, 3]);
        _mark = _mark with { Switch = _mark.Switch + 1 };
        await _round.RunOnceAsync(Stop);

        Assert.Equal(1, _book.Current.Confidences["sums"].Version);
        Assert.Single(_logged, LogLevel.Error);
        Assert.Equal(2, counted);
    }

    [Fact]
    public async Task RunOnce_OfQuality_BytesThatAreNone_LeaveTheTaskWithoutAForecast()
    {
        _artifacts[1] = [1, 2, 3];
        (_active, _mark) = ([new ActiveModel(1, "sums", LearnedKind.Quality)], new LearnedMark(1, 0));
        await _round.RunOnceAsync(Stop);
        Assert.Null(_book.ForecastOf("sums", "2 + 2?"));
    }

    [Fact]
    public async Task RunOnce_ADrift_MarksItsTask()
    {
        _mark = new LearnedMark(0, 4);
        await _round.RunOnceAsync(Stop);
        Assert.True(_book.IsDrifting("drifting"));
        Assert.False(_book.IsDrifting("sums"));
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == DriftMeter.Name)
            listener.EnableMeasurementEvents(instrument);
    }

    private static byte[] Good(double slope) => ConfidenceBytes.Write(new LearnedConfidence(new ScoringWeights { Slope = slope }, 50, 0.1, 0.1));

    private Task<bool> UseAsync(long? version, byte[] artifact)
    {
        if (version is { } number)
            _artifacts[number] = artifact;
        _active = version is { } used ? [new ActiveModel(used, "sums", LearnedKind.Confidence)] : [];
        _mark = _mark with { Switch = _mark.Switch + 1 };
        return _round.RunOnceAsync(Stop);
    }

    Task<LearnedMark> ILearnedModels.LookAsync(CancellationToken stop) => Task.FromResult(_mark);

    Task<IReadOnlyList<ActiveModel>> ILearnedModels.ActiveAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<ActiveModel>>(_active);

    Task<ReadOnlyMemory<byte>> ILearnedModels.ReadAsync(long version, CancellationToken stop)
    {
        _reads++;
        return Task.FromResult<ReadOnlyMemory<byte>>(_artifacts[version]);
    }

    Task<IReadOnlyDictionary<string, DriftStanding>> ILearnedModels.StandingsAsync(CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<string, DriftStanding>>(new Dictionary<string, DriftStanding> { ["drifting"] = new(true, 0.4, 0.5), ["sums"] = new(false, 0.1, 0.9) });

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _logged.Add(logLevel);

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;
}
