namespace BatchRouter.Escalating;

/// <summary>What follows an attempt.</summary>
public abstract record NextStep
{
    private NextStep() { }

    /// <summary>The confidence reached the threshold: settle as accepted.</summary>
    public sealed record Accept : NextStep;

    /// <summary>A stronger offer, for quality.</summary>
    public sealed record Escalate : NextStep;

    /// <summary>Another offer, after a failure.</summary>
    public sealed record FallBack : NextStep;

    /// <summary>The same offer with the job's own output limit.</summary>
    public sealed record Repeat : NextStep;

    /// <summary>A small model was asked what kind of prompt it is: now the answer is planned, with its verdict or without.</summary>
    public sealed record Plan : NextStep;

    /// <summary>Nobody can help now: held, and woken at a time.</summary>
    public sealed record Wait(string Reason, DateTimeOffset Until) : NextStep;

    /// <summary>Settle as exhausted with the best answer there is.</summary>
    public sealed record GiveUp(string Reason) : NextStep;
}
