using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>A batch as somebody asked for it, read and checked. Rows stand as they were sent.</summary>
internal sealed record BatchOrder(Dialect Dialect, string IdPrefix, IReadOnlyList<BatchRow> Rows)
{
    public IReadOnlyList<BatchFault> Faults { get; init; } = [];

    public string InputFileId { get; init; } = "";

    public string Endpoint { get; init; } = "";

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public string? Model => Rows.Count > 0 ? Rows[0].Model : null;
}
