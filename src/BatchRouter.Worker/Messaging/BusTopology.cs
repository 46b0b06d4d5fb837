using BatchRouter.Contracts;
using MassTransit;

namespace BatchRouter.Worker.Messaging;

/// <summary>Names, exchanges and serialisation: the same for workers and producers.</summary>
internal static class BusTopology
{
    private const string Direct = "direct";
    private const string Topic = "topic";

    public static void ConfigureTopology(this IRabbitMqBusFactoryConfigurator bus)
    {
        bus.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        bus.ConfigureJsonSerializerOptions(options =>
        {
            options.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            return options;
        });

        // The exchanges of ends are there from the start on, so that whoever waits for one can bind its queue.
        bus.DeployPublishTopology = true;
        bus.Message<SubmitJob>(message => message.SetEntityName(Topology.SubmitExchange));
        bus.Publish<SubmitJob>(publish =>
        {
            publish.ExchangeType = Direct;
            publish.SetExchangeArgument("alternate-exchange", Topology.UnroutedExchange);
        });
        bus.Send<SubmitJob>(send => send.UseRoutingKeyFormatter(context =>
            context.Message.Urgency == Urgency.Urgent ? Topology.UrgentKey : Topology.BulkKey));

        // A producer publishes to the feedback queue's own exchange.
        bus.Message<JobFeedback>(message => message.SetEntityName(Topology.FeedbackQueue));

        bus.Message<JobSettled>(message => message.SetEntityName(Topology.SettledExchange));
        bus.Publish<JobSettled>(publish => publish.ExchangeType = Topic);
        bus.Send<JobSettled>(send => send.UseRoutingKeyFormatter(context => context.Message.Project));

        bus.Message<JobRejected>(message => message.SetEntityName(Topology.RejectedExchange));
        bus.Publish<JobRejected>(publish => publish.ExchangeType = Topic);
        bus.Send<JobRejected>(send => send.UseRoutingKeyFormatter(context => context.Message.Project ?? ""));

        bus.Message<TaskDrifted>(message => message.SetEntityName(Topology.EventsExchange));
        bus.Publish<TaskDrifted>(publish => publish.ExchangeType = Topic);
        bus.Send<TaskDrifted>(send => send.UseRoutingKeyFormatter(context => $"drift.{context.Message.Task}"));
    }

    /// <summary>A quorum queue bound to the submit exchange by its key.</summary>
    public static void ConfigureJobQueue(this IRabbitMqReceiveEndpointConfigurator queue, string key)
    {
        queue.ConfigureConsumeTopology = false;
        foreach (var (name, value) in BrokerQueues.Jobs)
            queue.SetQueueArgument(name, value);
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
        foreach (var (name, value) in BrokerQueues.Quorum)
            queue.SetQueueArgument(name, value);
    }
}
