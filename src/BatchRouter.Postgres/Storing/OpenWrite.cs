using System.Security.Cryptography;
using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;

namespace BatchRouter.Postgres.Storing;

/// <summary>A new job on its way to its row; null, not known yet what became of it.</summary>
internal sealed class OpenWrite(Opening opening) : Write<OpenResult?>, IAsks
{
    public override object Key => Job;

    public JobKey Job => Opening.Job.Key;

    public Opening Opening { get; } = opening;

    public byte[] BodyHash { get; } = SHA256.HashData(opening.Job.Body.Span);

    public string DecisionJson { get; } = BatchRouter.Routing.DecisionJson.Write(opening.Decision);

    public Move.Buy? Buy => Opening.Move as Move.Buy;

    public Holding Holding { get; set; } = Holding.None;

    public BudgetRefusal? Refusal { get; set; }

    public void Begin() => (Holding, Refusal, Result) = (Holding.None, null, null);
}
