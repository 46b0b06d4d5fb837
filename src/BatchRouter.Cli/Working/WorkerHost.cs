using BatchRouter.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Cli.Working;

/// <summary>The host around a worker: logs on stderr, nothing from the environment but what the command names.</summary>
internal static class WorkerHost
{
    public static IHost Build(WorkerOptions options, Action<IServiceCollection>? change = null, LogLevel level = LogLevel.Information)
    {
        var builder = Builder(level);
        builder.Logging.AddFilter("MassTransit", LogLevel.Warning);
        builder.Logging.AddFilter("Polly", LogLevel.Error);
        builder.Services.AddBatchRouter(options);
        change?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>What every role's host has in common.</summary>
    public static HostApplicationBuilder Builder(LogLevel level)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(level);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        return builder;
    }

    /// <summary>Signals are the command line's; the host only starts and stops.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
