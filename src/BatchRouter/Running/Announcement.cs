using BatchRouter.Jobs;

namespace BatchRouter.Running;

/// <summary>A job's end as the world is told of it.</summary>
public abstract record Announcement
{
    private Announcement() { }

    public required JobKey Key { get; init; }

    public string? GroupId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The job ended with what could be bought.</summary>
    public sealed record Settled(Ending Ending, string? Output, string? ToolCallsJson) : Announcement;

    /// <summary>The job was refused.</summary>
    public sealed record Rejected(string Field, string Code, string Reason) : Announcement;
}
