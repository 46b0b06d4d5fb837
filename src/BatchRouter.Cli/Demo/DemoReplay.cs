using System.Text.Json.Nodes;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Replaying;
using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Reading;
using BatchRouter.Routing;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Worker.Configuring;
using Npgsql;

namespace BatchRouter.Cli.Demo;

/// <summary>Makes a demo's decisions again before its database goes: under its own policy, and under another.</summary>
internal sealed class DemoReplay(NpgsqlDataSource postgres, DemoFiles files, Screen screen, TimeProvider clock)
{
    private const int Listed = 5;

    /// <param name="other">The other policy; null, every job to the strongest model.</param>
    /// <param name="strongest">Its name.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<DemoReplayResult> RunAsync(FileInfo? other, string strongest, CancellationToken stop)
    {
        var router = new ConfigurationSource(files.Catalog, files.Policy).Read().Load();
        var run = new ReplayRun(postgres, screen, clock);
        var range = new DecisionRange(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, null, null);
        var policy = other is null
            ? PolicyLoader.Load("strongest", Strongest(File.ReadAllText(files.Policy.FullName), strongest), router.Catalog)
            : WorkerSettings.LoadPolicy(other, router.Catalog);
        return new DemoReplayResult(
            await run.RunAsync(router, range, Listed, stop), await run.RunAsync(new Router(router.Catalog, policy), range, Listed, stop));
    }

    public static string StrongestOf(SimulatedProvider provider) => provider.Options.Models.MaxBy(model => model.Prices.Output)!.Name;

    private static string Strongest(string policy, string model)
    {
        var json = JsonNode.Parse(policy)!;
        json["version"] = $"always {model}";
        foreach (var (_, task) in json["tasks"]!.AsObject())
            task!["staticModel"] = model;
        return json.ToJsonString();
    }
}

/// <summary>A demo's decisions made again: every one of them comes out the same under the same policy.</summary>
internal sealed record DemoReplayResult(ReplayReport SamePolicy, ReplayReport OtherPolicy)
{
    public bool IsReproduced => SamePolicy is { Decisions: > 0, Changed: 0, NotReproducible: 0, JobsChanged: 0 };
}
