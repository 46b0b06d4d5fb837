using BatchRouter.Budgeting;
using BatchRouter.Cli.Demo;
using BatchRouter.Cli.Working;
using BatchRouter.Contracts;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Providers.Counting;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Worker.Messaging;
using Xunit;

namespace BatchRouter.IntegrationTests.Budgeting;

/// <summary>Eight worker processes, one account.</summary>
public sealed class BudgetRaceTests(MigratedDatabase<BudgetRaceTests> database) : IClassFixture<MigratedDatabase<BudgetRaceTests>>
{
    private const int Workers = 8;
    private const int Jobs = 10_000;
    private const long JobNanoUsd = 1_000_000;
    private const long LimitNanoUsd = 5_000_000_000;

    // As long as its number of tokens divides the price of a million without rest.
    private static readonly string Prompt = Enumerable.Range(0, 20).Select(i => "What is 6 times 7?" + string.Concat(Enumerable.Repeat(" Please", i)))
        .First(prompt => JobNanoUsd * 1_000_000 % Tokens(prompt) == 0);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_EightWorkersSpendOneBudgetOfFiveDollars_Should_SpendItToTheNanoDollarAndRejectTheRest()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatedProviderOptions { Seed = 3, Models = [Exactly(JobNanoUsd)] }, Stop);
        using var files = new DemoFiles(provider);
        await new BudgetStore(database.Source).SetAsync(
            new Budget { Scope = BudgetScope.Parse("all"), Window = BudgetWindow.Total, Zone = TimeZoneInfo.Utc, LimitNanoUsd = LimitNanoUsd, AtLimit = AtLimit.Reject },
            TimeProvider.System.GetUtcNow(), Stop);
        await using var workers = WorkerFleet.Start(
            Workers, ["--catalog", files.Catalog.FullName, "--config", files.Policy.FullName, "--lease-seconds", "30", "--bulk-concurrency", "64"],
            new Dictionary<string, string>
            {
                ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres,
                ["BATCHROUTER_RABBITMQ"] = database.Servers.Amqp.ToString(),
                [DemoFiles.KeyVariable] = provider.ApiKey,
            },
            null);
        await workers.ReadyAsync(Stop);

        await using (var publisher = await JobPublisher.ConnectAsync(database.Servers.Amqp, TimeProvider.System, Stop))
            await publisher.PublishAsync(Enumerable.Range(0, Jobs).Select(_ => Submission()).ToAsyncEnumerable(), _ => { }, Stop);
        await Eventually.IsTrueAsync(
            async () => await database.ScalarAsync<long>("select count(*) from jobs where ended_at is not null") == Jobs, TimeSpan.FromSeconds(240), Stop);

        Assert.Equal(LimitNanoUsd / JobNanoUsd, await database.ScalarAsync<long>("select count(*) from jobs where state = 'settled'"));
        Assert.Equal(Jobs - LimitNanoUsd / JobNanoUsd, await database.ScalarAsync<long>(
            "select count(*) from jobs where reject_code = 'budget_exceeded' and reason like 'budget all per total: limit 5.000000000, posted 5.000000000, held 0.000000000, asked 0.001000000 USD%'"));
        Assert.Equal(LimitNanoUsd, await database.ScalarAsync<long>("select sum(amount_nano_usd)::bigint from entries"));
        Assert.Equal(LimitNanoUsd, provider.Bill.TotalNanoUsd);
        Assert.Equal((LimitNanoUsd, 0L, LimitNanoUsd), await database.RowAsync<(long, long, long)>("select posted_nano_usd, held_nano_usd, peak_nano_usd from accounts"));
    }

    // Answers are free and every input token costs the same: the most that a job can cost is what it costs.
    private static SimulatedModel Exactly(long nanoUsd)
    {
        var rate = nanoUsd * 1_000_000 / Tokens(Prompt);
        return DefaultFleet.Models[0] with { Prices = new SimulatedPrices(rate, rate, 0, 0), Latency = new(5, 20) };
    }

    private static int Tokens(string prompt) =>
        new TokenCounter().Measure(Samples.Job() with { Messages = [new Message("user", [new Part.Text(prompt)])] }).Tokens;

    private static SubmitJob Submission() => new()
    {
        JobId = Guid.NewGuid(),
        Project = DemoWork.Project,
        Task = "sums",
        Messages = [ChatMessage.User(Prompt)],
        MaxOutputTokens = 64,
        Deadline = TimeProvider.System.GetUtcNow().AddHours(1),
    };
}
