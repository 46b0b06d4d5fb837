using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Cli.Working;
using BatchRouter.Contracts;
using BatchRouter.Escalating;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Worker;
using BatchRouter.Worker.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>Workers in this process, over the database and the virtual host of one test class.</summary>
public class Rig<TClass>(ServersFixture fixture) : IAsyncLifetime
{
    private readonly List<IHost> _hosts = [];

    public MigratedDatabase<TClass> Database { get; } = new(fixture);

    internal AnsweringClient Models { get; } = new();

    public Uri Amqp => Database.Servers.Amqp;

    public virtual ValueTask InitializeAsync() => Database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var host in _hosts.ToList())
            await EndAsync(host);
        await Database.DisposeAsync();
    }

    /// <summary>A worker as it stands by default here: short leases, the in-process client.</summary>
    internal WorkerOptions Options() => new()
    {
        Postgres = Database.Servers.Postgres,
        Catalog = Shop.Catalog,
        Policy = Shop.Policy,
        Messaging = new MessagingOptions { RabbitMq = Amqp, DrainTime = TimeSpan.FromSeconds(10) },
        Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(5) },
        Rounds = new RoundOptions { RescueEvery = TimeSpan.FromMilliseconds(200), SweepEvery = TimeSpan.FromMilliseconds(300), SweepAfter = TimeSpan.FromSeconds(2) },
    };

    internal async Task<IHost> StartAsync(WorkerOptions? options = null, Action<IServiceCollection>? change = null)
    {
        var host = WorkerHost.Build(
            options ?? Options(),
            services =>
            {
                services.AddSingleton<IModelClient>(Models);
                change?.Invoke(services);
            },
            LogLevel.Critical);
        _hosts.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public async Task EndAsync(IHost host)
    {
        _hosts.Remove(host);
        await host.EndAsync();
    }

    /// <summary>A client as any language has one.</summary>
    public Task<PlainClient> ConnectAsync() => PlainClient.ConnectAsync(Amqp);

    public Task SettledAsync(Guid jobId, int seconds = 20) => StateAsync(jobId, "settled", seconds);

    public Task StateAsync(Guid jobId, string state, int seconds = 20) => Eventually.IsTrueAsync(
        async () => await Database.ScalarAsync<string>("select state::text from jobs where job_id = @jobId", new { jobId }) == state,
        TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);

    public Task<long> CountAsync(string sql, object? parameters = null) => Database.ScalarAsync<long>($"select count(*) from {sql}", parameters);
}

/// <summary>The same, with one worker that is there from the first test on.</summary>
public sealed class WorkingRig<TClass>(ServersFixture fixture) : Rig<TClass>(fixture)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await StartAsync();
    }
}

/// <summary>Two models and one project, as the files of a user would give them.</summary>
internal static class Shop
{
    public static ModelCatalog Catalog { get; } = new("test", [Samples.Model("weak", 0.8), Dearer(Samples.Model("strong", 0.95))]);

    public static RoutingPolicy Policy { get; } = new()
    {
        Version = "test",
        Projects = new HashSet<string> { "shop" },
        Tasks = new Dictionary<string, TaskPolicy>
        {
            ["default"] = new() { Name = "default", Quality = 0.8, Scoring = new TaskScoring { Threshold = 0.2 } },
            ["patient"] = new() { Name = "patient", Quality = 0.8, Scoring = new TaskScoring { Threshold = 0.2 }, Models = ["weak"] },
            ["no-wait"] = new() { Name = "no-wait", Quality = 0.8, Caps = new AttemptCaps { Waits = 0 } },
        },
    };

    private static CatalogModel Dearer(CatalogModel model) => model with { Prices = [model.Prices[0] with { Rates = new Rates(200_000_000, 800_000_000) }] };
}

/// <summary>Plain JSON as a producer in another language would write it.</summary>
internal static class PlainJob
{
    public static string Json(Guid id, string more = "", string project = "shop", string prompt = "2 + 2?", string urgency = "bulk") => $$"""
        {"jobId":"{{id}}","project":"{{project}}","task":"sums","messages":[{"role":"user","content":{{JsonSerializer.Serialize(prompt)}}}],
        "maxOutputTokens":64,"urgency":"{{urgency}}","deadline":"{{TimeProvider.System.GetUtcNow().AddHours(1):O}}"{{more}}}
        """;

    public static SubmitJob Message(Guid id, Urgency urgency = Urgency.Bulk) => new()
    {
        JobId = id,
        Project = "shop",
        Task = "sums",
        Messages = [ChatMessage.User("2 + 2?")],
        MaxOutputTokens = 64,
        Urgency = urgency,
        Deadline = TimeProvider.System.GetUtcNow().AddHours(1),
    };
}
