namespace BatchRouter.Running;

/// <summary>From a job's last move to what the world is told.</summary>
internal static class Announcements
{
    /// <summary>Null where the move is not a job's end, or nobody's business: of a side job nobody is told.</summary>
    public static Announcement? Of(JobStory story, Move move, DateTimeOffset at) => move switch
    {
        _ when story.Job.Side is not null => null,
        Move.Settle settle => new Announcement.Settled(settle.Ending, story.Best?.Text, story.Best?.ToolCallsJson)
        {
            Key = story.Job.Key,
            GroupId = story.Job.GroupId,
            At = at,
        },
        Move.Reject reject => new Announcement.Rejected(reject.Field, reject.Code, reject.Reason)
        {
            Key = story.Job.Key,
            GroupId = story.Job.GroupId,
            At = at,
        },
        Move.Cancel cancel => new Announcement.Rejected("$", "cancelled", cancel.Reason)
        {
            Key = story.Job.Key,
            GroupId = story.Job.GroupId,
            At = at,
        },
        _ => null,
    };
}
