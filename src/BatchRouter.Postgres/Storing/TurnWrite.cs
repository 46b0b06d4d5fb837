using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;

namespace BatchRouter.Postgres.Storing;

/// <summary>One commit in a job's life on its way: true, applied; false, the lease was lost; null, not known yet.</summary>
internal sealed class TurnWrite(Turn turn) : Write<bool?>
{
    public override object Key => Turn.Lease.Key;

    public Turn Turn { get; } = turn;

    public string? DecisionJson { get; } = turn.Decision is { } decision ? BatchRouter.Routing.DecisionJson.Write(decision) : null;

    public Attempt? Attempt => (Turn.Move as Move.Start)?.Attempt;
}
