namespace BatchRouter.Contracts;

/// <summary>Names on the broker that producers and consumers use.</summary>
public static class Topology
{
    /// <summary>Direct exchange for <see cref="SubmitJob"/>; routing key <c>urgent</c> or <c>bulk</c>, anything else goes to bulk.</summary>
    public const string SubmitExchange = "batchrouter.submit";

    /// <summary>Fanout exchange that catches what <see cref="SubmitExchange"/> could not route, and feeds the bulk queue.</summary>
    public const string UnroutedExchange = "batchrouter.unrouted";

    /// <summary>Topic exchange for <see cref="JobSettled"/>; routing key: the project.</summary>
    public const string SettledExchange = "batchrouter.settled";

    /// <summary>Topic exchange for <see cref="JobRejected"/>; routing key: the project.</summary>
    public const string RejectedExchange = "batchrouter.rejected";

    /// <summary>Topic exchange for <see cref="TaskDrifted"/>; routing key: <c>drift.</c> and the task.</summary>
    public const string EventsExchange = "batchrouter.events";

    /// <summary>Fanout exchange for <see cref="JobFeedback"/>, and the quorum queue behind it.</summary>
    public const string FeedbackQueue = "batchrouter.feedback";

    /// <summary>Quorum queue of urgent jobs.</summary>
    public const string UrgentQueue = "batchrouter.urgent";

    /// <summary>Quorum queue of bulk jobs.</summary>
    public const string BulkQueue = "batchrouter.bulk";

    /// <summary>Quorum queue of messages that the broker gave up; a consumer records them.</summary>
    public const string DeadQueue = "batchrouter.dead";

    /// <summary>Routing key of urgent jobs.</summary>
    public const string UrgentKey = "urgent";

    /// <summary>Routing key of bulk jobs.</summary>
    public const string BulkKey = "bulk";
}
