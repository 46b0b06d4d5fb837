namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>Faults that can be planted in the fake store, to see that the simulator finds them.</summary>
public enum Breakage
{
    /// <summary>The store is sound.</summary>
    None,

    /// <summary>Sums are read and judged first, and the hold is added later, others writing in between.</summary>
    CheckThenAdd,

    /// <summary>Attempts end and jobs settle without asking how they stand, or whose they are.</summary>
    SettleWithoutGuard,

    /// <summary>A timer voids the hold of an attempt of which nothing was heard.</summary>
    VoidOnTimer,

    /// <summary>A claim whose reply was lost is forgotten: its worker lives, so nobody takes the job over, and nobody runs it.</summary>
    ForgetClaim,

    /// <summary>Side jobs are opened after the commit that settles their job: they are lost with their worker.</summary>
    SidesLater,

    /// <summary>What the way back may cost is not held when a job is parked.</summary>
    ForgetWayBack,

    /// <summary>A shipment in doubt is taken for one that was never created, and is created again.</summary>
    CreateTwice,

    /// <summary>Rows for which a batch has no line are awaited no more: their jobs wait for ever.</summary>
    CloseWithoutMissing,

    /// <summary>Rows are taken over to be landed without asking whether another worker has their jobs, and their ends are posted again.</summary>
    LandTwice,
}
