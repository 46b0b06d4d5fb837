using System.Security.Cryptography;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;

namespace BatchRouter.Postgres.Storing;

/// <summary>A new job on its way to its row.</summary>
internal sealed class OpenWrite(Opening opening) : Write<OpenResult?>
{
    public override object Key => Opening.Job.Key;

    public Opening Opening { get; } = opening;

    public byte[] BodyHash { get; } = SHA256.HashData(opening.Job.Body.Span);

    public string DecisionJson { get; } = BatchRouter.Routing.DecisionJson.Write(opening.Decision);

    public Attempt? Attempt => (Opening.Move as Move.Start)?.Attempt;
}
