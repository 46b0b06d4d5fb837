using BatchRouter.Sandbox.Simulation.Answers;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>One admitted request, its answer, and what the script has in mind for it.</summary>
internal sealed record Call(HttpContext Http, Dialect Dialect, SimulatedModel Model, ChatRequest Request, Reply Reply)
{
    private const string RefusalText = "I'm sorry, but I can't help with that (simulated refusal).";

    /// <summary>Without its prefix: "req_" in the header, "chatcmpl-sim-" or "msg_sim_" in the body.</summary>
    public required string RequestId { get; init; }

    /// <summary>Null where the model has no limits.</summary>
    public RateStand? Stand { get; init; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    public TimeSpan Thinking { get; init; }

    public FaultRule? Fault { get; init; }

    public bool IsCut => Fault?.Kind is FaultKind.CutBeforeBody or FaultKind.CutInBody;

    /// <summary>The reply as it is charged and told.</summary>
    public (Reply Reply, ReplyForm Form) Told()
    {
        var finishReason = Reply.Truncated ? "length" : Request.ForcedTool is null ? "stop" : "tool_calls";
        var form = new ReplyForm(RequestId, Created, finishReason, Request.Lane);
        return Fault?.Kind switch
        {
            FaultKind.Refusal => (AnswerBook.Instead(Model, Reply, RefusalText), form with { IsRefusal = true, FinishReason = "stop" }),
            FaultKind.ContentFilter => (AnswerBook.Instead(Model, Reply, ""), form with { FinishReason = "content_filter" }),
            FaultKind.UsageMissing => (Reply, form with { WithUsage = false }),
            FaultKind.LoneSurrogate => (Reply, form with { EndsInLoneSurrogate = !Request.WantsJson }),
            _ => (Reply, form),
        };
    }
}
