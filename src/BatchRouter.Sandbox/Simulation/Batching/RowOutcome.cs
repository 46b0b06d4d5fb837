using BatchRouter.Sandbox.Simulation.Answers;
using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>What came of a row that its batch got to.</summary>
internal abstract record RowOutcome
{
    private RowOutcome() { }

    public sealed record Answered(SimulatedModel Model, ChatRequest Request, Reply Reply) : RowOutcome;

    /// <summary>An HTTP error.</summary>
    public sealed record Refused(ApiError Error) : RowOutcome;

    /// <summary>No response at all.</summary>
    public sealed record TimedOut : RowOutcome;
}
