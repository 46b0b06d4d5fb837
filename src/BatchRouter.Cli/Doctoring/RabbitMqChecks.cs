using BatchRouter.Cli.Presenting;
using BatchRouter.Contracts;
using BatchRouter.Worker.Messaging;
using RabbitMQ.Client.Exceptions;

namespace BatchRouter.Cli.Doctoring;

/// <summary>The broker and our queues on it.</summary>
internal static class RabbitMqChecks
{
    private const string Name = "rabbitmq";

    public static async Task<IReadOnlyList<Check>> RunAsync(string? rabbitMq, TimeProvider clock, CancellationToken stop)
    {
        try
        {
            return Of(await BrokerState.LookAsync(CommonOptions.Broker(rabbitMq), clock, stop));
        }
        catch (InvalidDataException fault)
        {
            return [Check.Failed(Name, fault.Message, "set BATCHROUTER_RABBITMQ to an AMQP URI")];
        }
        catch (Exception fault) when (fault is RabbitMQClientException or IOException or TimeoutException)
        {
            return [Check.Failed(Name, (fault.InnerException ?? fault).Message, "start RabbitMQ, or correct host, port, user, password and virtual host in BATCHROUTER_RABBITMQ")];
        }
    }

    private static IReadOnlyList<Check> Of(BrokerState state)
    {
        var missing = state.Waiting.Where(queue => queue.Value is null).Select(queue => queue.Key).ToList();
        var waiting = string.Join(", ", state.Waiting.Where(queue => queue.Value is not null).Select(queue => $"{queue.Key} {queue.Value}"));
        var dead = state.Waiting[Topology.DeadQueue] ?? 0;
        return
        [
            Check.Ok(Name, $"RabbitMQ {state.Version}"),
            missing.Count > 0
                ? Check.Warning("queues", $"not declared: {string.Join(", ", missing)}", "start a worker or submit something: either declares them")
                : dead > 0
                    ? Check.Warning("queues", $"waiting: {waiting}", $"{Topology.DeadQueue} holds messages: a worker records them as rejected")
                    : Check.Ok("queues", $"waiting: {waiting}"),
            state.Blocked is { } alarm
                ? Check.Failed("alarms", $"the broker takes no messages: {alarm}", "free memory or disk on the broker's machine")
                : Check.Ok("alarms", "the broker takes messages"),
        ];
    }
}
