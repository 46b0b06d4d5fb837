using System.Text.Json;
using BatchRouter.Forecasting;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.IntegrationTests.Worker;
using BatchRouter.Learning;
using BatchRouter.Perceiving;
using BatchRouter.Postgres.Learning;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace BatchRouter.IntegrationTests.Learning;

/// <summary>Audits that contradict what is believed: told of once, decided by everywhere, over with another version.</summary>
public sealed class DriftTests(Rig<DriftTests> rig) : IClassFixture<Rig<DriftTests>>
{
    private const string Drifty = "drifty";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_AuditsContradictTheConfidence_Should_TellOnceDecideStronger_AndEndWithAnotherVersion()
    {
        IHost[] hosts = [await StartAsync(), await StartAsync()];
        await using var client = await rig.ConnectAsync();
        var inbox = await client.ListenAsync("batchrouter.events", "drift.#");
        await PlantedAudits.PlantAsync(rig.Database, "steady", 60, 0.9, right: 54);
        await PlantedAudits.PlantAsync(rig.Database, Drifty, 60, 0.95, right: 20);

        await Eventually.IsTrueAsync(() => Task.FromResult(hosts.All(host => IsDrifting(host, Drifty))), TimeSpan.FromSeconds(15), Stop);
        var began = await EventAsync(inbox, true);
        Assert.Equal((Drifty, "drift.drifty", 60), (began.Message.GetProperty("task").GetString(), began.Key, began.Message.GetProperty("audits").GetInt32()));
        Assert.Equal(0.617, Math.Round(began.Message.GetProperty("calibrationError").GetDouble(), 3));
        Assert.All(hosts, host => Assert.False(IsDrifting(host, "steady")));

        // What was measured on the old version's answers says nothing of the next one's.
        var learned = new LearnedConfidence(new ScoringWeights { Slope = 0.5 }, 50, 0.1, 0.1);
        await new LearnedStore(rig.Database.Source).AddAsync(
            Drifty, [new TrainedModel(LearnedKind.Confidence, ConfidenceBytes.Write(learned), 50, "{}")], "tester", Stop);
        await EventAsync(inbox, false);
        await Eventually.IsTrueAsync(() => Task.FromResult(hosts.All(host => !IsDrifting(host, Drifty))), TimeSpan.FromSeconds(15), Stop);
        await PlantedAudits.PlantAsync(rig.Database, Drifty, 55, 0.9, right: 50);
        await Eventually.IsTrueAsync(async () => (await SeriesAsync()).Count == 3, TimeSpan.FromSeconds(15), Stop);

        var series = await SeriesAsync();
        Assert.Equal([(60, true), (0, false), (55, false)], series.Select(row => (row.Audits, row.IsDrifting)));
        Assert.Equal([true, true, false], series.Select(row => row.ToldAt is not null));
        Assert.Equal([true, false], inbox.Messages.Select(pair => pair.Message).DistinctBy(message => message.GetProperty("number").GetInt64()).Select(Began));
    }

    [Fact]
    public async Task When_AMeasurementIsChangedOrDeleted_Should_BeRefused()
    {
        await rig.Database.ExecuteAsync("insert into drift (task, audits, is_drifting, has_changed) values ('kept', 0, false, false)");
        foreach (var change in (string[])["update drift set is_drifting = true where task = 'kept'", "delete from drift where task = 'kept'"])
            Assert.Equal("BR001", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => rig.Database.ExecuteAsync(change))).SqlState);
    }

    // Two that measured the same window at once: the second is left out.
    [Fact]
    public async Task When_TwoAddAfterTheSameMeasurement_Should_KeepTheFirst()
    {
        var log = new DriftLog(rig.Database.Source);
        var drift = new Drifting.TaskDrift("raced", 60, TimeProvider.System.GetUtcNow(), Drifting.DriftMeasure.Of([new Drifting.AuditedAnswer(0.9, 1)]), false, false, null);
        Assert.Equal(1, (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => log.AddAsync(drift, null, Stop)))).Count(isAdded => isAdded));
        var number = await rig.Database.ScalarAsync<long>("select max(number) from drift where task = 'raced'");
        Assert.True(await log.AddAsync(drift with { Reason = "next" }, number, Stop));
    }

    private Task<IHost> StartAsync()
    {
        var options = rig.Options();
        return rig.StartAsync(options with
        {
            WorkerId = Guid.NewGuid(),
            Rounds = options.Rounds with { LearnEvery = TimeSpan.FromMilliseconds(200), DriftEvery = TimeSpan.FromMilliseconds(300) },
        });
    }

    private Task<IReadOnlyList<DriftRow>> SeriesAsync() => new DriftReader(rig.Database.Source).ReadAsync(Drifty, 100, Stop);

    private static bool IsDrifting(IHost host, string task)
    {
        var job = Postgres.Samples.Job() with { Task = task };
        var request = new RoutingRequest { Job = job, Now = TimeProvider.System.GetUtcNow(), Size = new PromptSize(5, 20, 0), Step = 1 };
        return host.Services.GetRequiredService<Senses>().Look(request, null).IsDrifting;
    }

    private static bool Began(JsonElement message) => message.GetProperty("isDrifting").GetBoolean();

    private static async Task<(JsonElement Message, string Key)> EventAsync(Inbox inbox, bool began)
    {
        await Eventually.IsTrueAsync(() => Task.FromResult(inbox.Messages.Any(pair => Began(pair.Message) == began)), TimeSpan.FromSeconds(15), Stop);
        return inbox.Messages.First(pair => Began(pair.Message) == began);
    }
}
