using BatchRouter.Cli.Training;
using BatchRouter.Forecasting;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.IntegrationTests.Worker;
using BatchRouter.Jobs;
using BatchRouter.Perceiving;
using BatchRouter.Postgres.Learning;
using BatchRouter.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace BatchRouter.IntegrationTests.Learning;

/// <summary>From stored outcomes to a version in use, and back, while the worker works.</summary>
public sealed class LearningTests(Rig<LearningTests> rig) : IClassFixture<Rig<LearningTests>>
{
    private const string Task = "sums";
    private const int Jobs = 60;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_OutcomesAreTrainedOn_Should_ServeThemWithoutARestart_AndRollBack()
    {
        var host = await StartAsync();
        await using var client = await rig.ConnectAsync();
        for (var i = 0; i < Jobs; i++)
            await client.PublishAsync(PlainJob.Json(Guid.NewGuid(), prompt: i % 2 == 0 ? $"river table green {i}" : $"river manifold green {i}"));
        await Eventually.IsTrueAsync(async () => await rig.CountAsync("jobs where task = @Task and state = 'settled'", new { Task }) == Jobs, TimeSpan.FromSeconds(30), Stop);
        Assert.Null(await ForecastAsync(host, "river table"));
        Assert.Equal(Jobs, await rig.Database.ExecuteAsync(PlantedAudits.OfJobsSql, new { task = Task }));

        var first = await TrainAsync();
        Assert.Equal((Jobs, Jobs, "learned", "learned"), ((int)first.Read.Jobs, (int)first.Read.ByAudits, first.Quality!.Outcome, first.Confidence!.Outcome));
        await UsesAsync(host, first.Quality.Version);
        var (easy, hard) = (await ForecastAsync(host, "river table green"), await ForecastAsync(host, "river manifold green"));
        Assert.Equal((first.Quality.Version, first.Quality.Version), (easy!.Version, hard!.Version));
        Assert.True(hard.Quality["weak"] < easy.Quality["weak"] - 0.1, $"{hard.Quality["weak"]} and {easy.Quality["weak"]}");
        await ScoresByWhatWasLearnedAsync(client);
        // Who starts now knows it before its first job.
        var next = await StartAsync(Guid.NewGuid());
        Assert.Equal(first.Quality.Version, (await ForecastAsync(next, "river table green"))!.Version);

        // Rolled back step by step, down to where nothing was learned.
        var second = await TrainAsync();
        Assert.True(second.Quality!.Version > first.Quality.Version);
        await UsesAsync(host, second.Quality.Version);
        var store = new LearnedStore(rig.Database.Source);
        await store.RollBackAsync(Task, "tester", Stop);
        await UsesAsync(host, first.Quality.Version);
        await store.RollBackAsync(Task, "tester", Stop);
        await UsesAsync(host, null);
        Assert.Null(await ForecastAsync(host, "river table green"));
        await EndAsync(host, next);
    }

    [Fact]
    public async Task When_AVersionCannotBeRead_Should_KeepTheOneBefore()
    {
        var host = await StartAsync();
        var store = new LearnedStore(rig.Database.Source);
        var learned = new BatchRouter.Learning.LearnedConfidence(new BatchRouter.Scoring.ScoringWeights { Slope = 0.5 }, 50, 0.1, 0.1);
        var good = (await store.AddAsync("odd", [new TrainedModel(LearnedKind.Confidence, ConfidenceBytes.Write(learned), 50, "{}")], "tester", Stop))[0];
        var book = host.Services.GetRequiredService<LearnedBook>();
        await Eventually.IsTrueAsync(() => System.Threading.Tasks.Task.FromResult(book.Current.Confidences.ContainsKey("odd")), TimeSpan.FromSeconds(10), Stop);

        await store.AddAsync("odd", [new TrainedModel(LearnedKind.Confidence, [1, 2, 3], 50, "{}")], "tester", Stop);
        var last = await rig.Database.ScalarAsync<long>("select max(number) from learned_switches");
        await Eventually.IsTrueAsync(() => System.Threading.Tasks.Task.FromResult(book.Current.Mark.Switch >= last), TimeSpan.FromSeconds(10), Stop);
        Assert.Equal(good, book.Current.Confidences["odd"].Version);
        await EndAsync(host);
    }

    // One that was left scored the other test's job before it had heard of what was learned.
    private async Task EndAsync(params IHost[] hosts)
    {
        foreach (var host in hosts)
            await rig.EndAsync(host);
    }

    // Half of the audited answers were wrong, so an answer like them is no longer believed as the catalogue believed it.
    private async Task ScoresByWhatWasLearnedAsync(PlainClient client)
    {
        var id = Guid.NewGuid();
        await client.PublishAsync(PlainJob.Json(id, prompt: "river table green again"));
        await rig.SettledAsync(id);
        var before = await rig.Database.ScalarAsync<double>("select max(confidence) from comparisons where task = @Task", new { Task });
        var after = await rig.Database.ScalarAsync<double>("select confidence from attempts where job_id = @id", new { id });
        Assert.True(after < before - 0.05, $"{before} before, {after} after");
        var sum = await rig.Database.ScalarAsync<double>(
            "select sum((value->>1)::float8) from attempts, json_each(signals) where job_id = @id", new { id });
        Assert.Equal(after, 1 / (1 + Math.Exp(-sum)), 3);
    }

    private Task<IHost> StartAsync(Guid? worker = null)
    {
        var options = rig.Options();
        return rig.StartAsync(options with { WorkerId = worker ?? options.WorkerId, Rounds = options.Rounds with { LearnEvery = TimeSpan.FromMilliseconds(200) } });
    }

    private Task<TrainResult> TrainAsync() => new TrainRun(
        new TrainSettings { Task = Task, Models = ["weak", "strong"], By = "tester", Catalog = new FileInfo("none.json"), Postgres = rig.Database.Servers.Postgres },
        TimeProvider.System).RunAsync(Stop);

    private static Task UsesAsync(IHost host, long? version) => Eventually.IsTrueAsync(
        () => System.Threading.Tasks.Task.FromResult(host.Services.GetRequiredService<LearnedBook>().Current.Qualities.GetValueOrDefault(Task)?.Version == version),
        TimeSpan.FromSeconds(10), Stop);

    // A task whose strategies ask what was learned.
    private static RoutingPolicy Asking { get; } = Shop.Policy with
    {
        Tasks = new Dictionary<string, TaskPolicy> { ["default"] = new() { Name = "default", Strategies = [Strategies.Classifier, Strategies.Cascade] } },
    };

    private static async Task<LearnedForecast?> ForecastAsync(IHost host, string prompt)
    {
        var job = Postgres.Samples.Job() with { Task = Task, Messages = [new Message("user", [new Part.Text(prompt)])] };
        return (await host.Services.GetRequiredService<Senses>().PerceiveAsync(job, Asking, Stop)).Forecast;
    }
}
