using System.Text.Json;
using BatchRouter.Budgeting;
using BatchRouter.Catalog;
using BatchRouter.Contracts;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;
using Npgsql;

namespace BatchRouter.Cli.Benching;

/// <summary>The jobs of a benchmark, and the two models and one task that they are decided over.</summary>
internal static class BenchWork
{
    public const string Project = "bench";

    private const string Catalog = """
        {
          "version": "bench",
          "providers": { "instant": { "kind": "instant", "endpoint": "http://127.0.0.1", "keyVariable": "NONE" } },
          "models": [
            { "name": "small", "provider": "instant", "contextWindow": 128000, "maxOutputTokens": 16384, "capabilities": ["logprobs"], "tokenizer": "o200k",
              "prices": [{ "lane": "sync", "version": "1", "inputUsdPerMillion": 0.15, "outputUsdPerMillion": 0.6 }],
              "quality": { "default": 0.9 }, "latency": { "p50Ms": 1, "p99Ms": 10 }, "limits": { "concurrentCalls": 10000 } },
            { "name": "large", "provider": "instant", "contextWindow": 128000, "maxOutputTokens": 16384, "capabilities": ["logprobs"],
              "prices": [{ "lane": "sync", "version": "1", "inputUsdPerMillion": 2.5, "outputUsdPerMillion": 10 }],
              "quality": { "default": 0.95 }, "latency": { "p50Ms": 1, "p99Ms": 10 }, "limits": { "concurrentCalls": 10000 } }
          ]
        }
        """;

    private const string Policy = """
        { "version": "bench", "projects": { "bench": { "team": "benches" } }, "tasks": { "default": { "quality": 0.85, "threshold": 0.7, "verifiers": ["not-echo"] } } }
        """;

    private const string Prompt =
        "Summarise this for the weekly overview in one line: the quarter closed with 4,120 orders against a plan of 4,000, mostly from the "
        + "north; returns fell from 212 to 187, and the average order grew by 2.4 percent to 61.30 euros. Two suppliers were late in March, "
        + "which moved about ninety orders into the next quarter; customers were told by mail and six cancelled.";

    public static (ModelCatalog Catalog, RoutingPolicy Policy) Load()
    {
        var catalog = CatalogLoader.Load("bench", Catalog, ["instant"]);
        return (catalog, PolicyLoader.Load("bench", Policy, catalog));
    }

    public static SubmitJob Job(TimeProvider clock, Urgency urgency) => new()
    {
        JobId = Guid.NewGuid(),
        Project = Project,
        GroupId = "bench",
        Task = "summarize",
        Messages = [ChatMessage.System("You write short, exact summaries."), ChatMessage.User(Prompt)],
        MaxOutputTokens = 200,
        Urgency = urgency,
        Deadline = clock.GetUtcNow() + TimeSpan.FromHours(1),
        Labels = new Dictionary<string, string> { ["source"] = "bench" },
    };

    public static async IAsyncEnumerable<SubmitJob> JobsAsync(int count, TimeProvider clock)
    {
        await Task.Yield();
        for (var i = 0; i < count; i++)
            yield return Job(clock, Urgency.Bulk);
    }

    /// <summary>Three levels, in three kinds of windows, that never bind.</summary>
    public static async Task SetBudgetsAsync(NpgsqlDataSource source, TimeProvider clock, CancellationToken stop)
    {
        (string Scope, BudgetWindow Window)[] levels = [("all", BudgetWindow.Month), ("team:benches", BudgetWindow.Week), ($"project:{Project}", BudgetWindow.Day)];
        foreach (var (scope, window) in levels)
            await new BudgetStore(source).SetAsync(
                new Budget { Scope = BudgetScope.Parse(scope), Window = window, Zone = TimeZoneInfo.Utc, LimitNanoUsd = long.MaxValue / 2 }, clock.GetUtcNow(), stop);
    }

    /// <summary>The same job as bytes, for the plain client.</summary>
    public static byte[] Body(TimeProvider clock) => JsonSerializer.SerializeToUtf8Bytes(Job(clock, Urgency.Bulk), JsonSerializerOptions.Web);
}
