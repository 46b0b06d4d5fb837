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
}
