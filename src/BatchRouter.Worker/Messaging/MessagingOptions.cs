namespace BatchRouter.Worker.Messaging;

/// <summary>How a worker takes jobs from the broker.</summary>
public sealed record MessagingOptions
{
    /// <summary>AMQP URI with credentials and virtual host.</summary>
    public required Uri RabbitMq { get; init; }

    /// <summary>Bulk jobs under way at once in this worker, 1 to 5,000. Default 256.</summary>
    public int BulkConcurrency { get; init; } = 256;

    /// <summary>Urgent jobs under way at once, beside the bulk ones, 1 to 5,000. Default 64.</summary>
    public int UrgentConcurrency { get; init; } = 64;

    /// <summary>How long a stopping worker lets jobs finish before it releases them. Default 25 s.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(25);
}
