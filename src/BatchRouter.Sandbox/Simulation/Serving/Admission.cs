using BatchRouter.Sandbox.Simulation.Answers;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>What a valid request may still be refused for, whichever way it came.</summary>
internal static class Admission
{
    public static ApiError? Refuse(AnswerBook book, SimulatedModel model, ChatRequest request)
    {
        var input = book.InputTokens(model, request);
        if (input > model.ContextWindowTokens)
        {
            return ApiError.BadRequest(
                $"This model's maximum context length is {model.ContextWindowTokens} tokens. However, your messages resulted in {input} tokens.",
                "messages",
                "context_length_exceeded");
        }

        return book.Find(model, request) is null ? ApiError.NotRecorded : null;
    }
}
