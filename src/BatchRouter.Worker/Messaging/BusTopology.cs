using BatchRouter.Contracts;
using MassTransit;

namespace BatchRouter.Worker.Messaging;

/// <summary>Names, exchanges and serialisation: the same for workers and producers.</summary>
internal static class BusTopology
{
    private const string Direct = "direct";
    private const string Topic = "topic";

    // How often the broker may deliver one message before it goes to the dead queue: high, since each crash counts for all prefetched.
    private const int DeliveryLimit = 1_000;

    public static void ConfigureTopology(this IRabbitMqBusFactoryConfigurator bus)
    {
        bus.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType | RawSerializerOptions.AddTransportHeaders, isDefault: true);
        bus.ConfigureJsonSerializerOptions(options =>
        {
            options.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            return options;
        });

        bus.Message<SubmitJob>(message => message.SetEntityName(Topology.SubmitExchange));
        bus.Publish<SubmitJob>(publish =>
        {
            publish.ExchangeType = Direct;
            // Declared by producers too: what is published before the first worker starts waits in its queue.
            publish.BindQueue(Topology.SubmitExchange, Topology.UrgentQueue, queue => JobQueue(queue, Topology.UrgentKey));
            publish.BindQueue(Topology.SubmitExchange, Topology.BulkQueue, queue => JobQueue(queue, Topology.BulkKey));
            publish.BindAlternateExchangeQueue(Topology.UnroutedExchange, Topology.BulkQueue, queue => JobQueue(queue, ""));
        });
        bus.Send<SubmitJob>(send => send.UseRoutingKeyFormatter(context =>
            context.Message.Urgency == Urgency.Urgent ? Topology.UrgentKey : Topology.BulkKey));

        bus.Message<JobSettled>(message => message.SetEntityName(Topology.SettledExchange));
        bus.Publish<JobSettled>(publish => publish.ExchangeType = Topic);
        bus.Send<JobSettled>(send => send.UseRoutingKeyFormatter(context => context.Message.Project));

        bus.Message<JobRejected>(message => message.SetEntityName(Topology.RejectedExchange));
        bus.Publish<JobRejected>(publish => publish.ExchangeType = Topic);
        bus.Send<JobRejected>(send => send.UseRoutingKeyFormatter(context => context.Message.Project ?? ""));
    }

    /// <summary>A quorum queue bound to the submit exchange by its key.</summary>
    public static void ConfigureJobQueue(this IRabbitMqReceiveEndpointConfigurator queue, string key)
    {
        queue.ConfigureQuorum();
        DeadLetters(queue);
        queue.Bind(Topology.SubmitExchange, binding =>
        {
            binding.ExchangeType = Direct;
            binding.RoutingKey = key;
            binding.SetExchangeArgument("alternate-exchange", Topology.UnroutedExchange);
        });
        if (key == Topology.BulkKey)
            queue.Bind(Topology.UnroutedExchange);
    }

    public static void ConfigureQuorum(this IRabbitMqReceiveEndpointConfigurator queue)
    {
        queue.ConfigureConsumeTopology = false;
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
    }

    private static void JobQueue(IRabbitMqQueueBindingConfigurator queue, string key)
    {
        queue.RoutingKey = key;
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        DeadLetters(queue);
    }

    // Nothing is dropped on the way to the dead queue: it is confirmed there before it leaves here.
    private static void DeadLetters(IRabbitMqQueueConfigurator queue)
    {
        queue.SetQueueArgument("x-dead-letter-exchange", Topology.DeadQueue);
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish");
    }
}
