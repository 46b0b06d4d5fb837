using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;

namespace BatchRouter.Postgres.Storing;

/// <summary>One commit in a job's life on its way; null, not known yet what became of it.</summary>
internal sealed class TurnWrite(Turn turn) : Write<AdvanceResult?>, IAsks
{
    public override object Key => Job;

    public JobKey Job => Turn.Lease.Key;

    public Turn Turn { get; } = turn;

    public string? DecisionJson { get; } = turn.Decision is { } decision ? BatchRouter.Routing.DecisionJson.Write(decision) : null;

    public Move.Buy? Buy => Turn.Move as Move.Buy;

    public Holding Holding { get; set; } = Holding.None;

    public BudgetRefusal? Refusal { get; set; }

    public void Begin() => (Holding, Refusal, Result) = (Holding.None, null, null);

    /// <summary>Its end was written by this commit.</summary>
    public bool IsEnded { get; set; }
}
