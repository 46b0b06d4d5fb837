using System.Net;
using BatchRouter.Sandbox.Simulation.Answers;
using BatchRouter.Sandbox.Simulation.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>
/// An HTTP server on the loopback interface that speaks OpenAI's chat completions, files and batches and Anthropic's messages and message
/// batches, without any model behind it.
/// It knows what each answer truly cost and whether it was right, and tells so under /sim/.
/// </summary>
public sealed class SimulatedProvider : IAsyncDisposable
{
    private readonly WebApplication _server;

    private SimulatedProvider(WebApplication server, SimulatedProviderOptions options, TrueBill bill, Oracle oracle, ScaledClock clock)
    {
        _server = server;
        Options = options;
        Bill = bill;
        Oracle = oracle;
        Clock = clock;
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        RootAddress = new Uri(address + "/");
        BaseAddress = new Uri(address + "/v1");
    }

    public SimulatedProviderOptions Options { get; }

    /// <summary>Where OpenAI clients are pointed to: http://127.0.0.1:PORT/v1.</summary>
    public Uri BaseAddress { get; }

    /// <summary>http://127.0.0.1:PORT/, for the pages of its own.</summary>
    public Uri RootAddress { get; }

    /// <summary>Where its records of single requests are found, for the catalogue's <c>usageRecords</c>.</summary>
    public string UsageRecords => $"{BaseAddress}/usage/requests/{{id}}";

    public string ApiKey => Options.ApiKey;

    public TrueBill Bill { get; }

    public Oracle Oracle { get; }

    /// <summary>What its time of day is told by; started by POST /sim/clock/start or by its owner.</summary>
    public ScaledClock Clock { get; }

    /// <exception cref="IOException">The port asked for is taken.</exception>
    public static async Task<SimulatedProvider> StartAsync(SimulatedProviderOptions options, CancellationToken stop = default)
    {
        var clock = options.Clock as ScaledClock ?? new ScaledClock(options.TimeScale, options.Clock);
        var book = new AnswerBook(options);
        var bill = new TrueBill();
        var server = Build(options);
        TokenCounter.Load();
        try
        {
            new SimulatedRoutes(options, book, bill, clock).Map(server);
            await server.StartAsync(stop);
            return new(server, options, bill, new Oracle(options, book), clock);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives requests in flight two seconds, then cuts them; what they cost stands on the bill. The bill stays readable.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    // The empty builder: nothing in the environment or the current folder may change what tests rely on.
    private static WebApplication Build(SimulatedProviderOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        return builder.Build();
    }
}
