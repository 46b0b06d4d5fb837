namespace BatchRouter.Jobs;

/// <summary>
/// What a side job is for. A side job is bought, held and booked as any other, but it belongs to nobody outside: its answer is never
/// given to a user, and its end is never announced.
/// </summary>
public enum Side
{
    /// <summary>A candidate model answers as well, so that it can be compared.</summary>
    Shadow,

    /// <summary>The strongest model answers as well, so that an accepted answer is checked.</summary>
    Audit,

    /// <summary>A model says which of two answers is right.</summary>
    Judge,

    /// <summary>A small call that keeps a self-hosted model loaded.</summary>
    Warm,
}
