using MassTransit;

namespace BatchRouter.Worker.Messaging;

/// <summary>When a producer sent a message: the AMQP timestamp, whole seconds.</summary>
internal static class SentTime
{
    public static DateTimeOffset? Of(ConsumeContext context) =>
        context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) && delivery.Properties.IsTimestampPresent()
            ? DateTimeOffset.FromUnixTimeSeconds(delivery.Properties.Timestamp.UnixTime)
            : null;
}
