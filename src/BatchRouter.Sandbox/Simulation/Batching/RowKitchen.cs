using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Answers;
using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>Makes rows' outcomes when they are wanted, from the same book as synchronous answers. Asked again it says the same.</summary>
internal sealed class RowKitchen(AnswerBook book, IReadOnlyDictionary<string, SimulatedModel> fleet, ulong seed)
{
    public RowOutcome Cook(BatchRow row, Dialect dialect)
    {
        switch (row.Fate)
        {
            case RowFate.Rejected:
                return new RowOutcome.Refused(ApiError.BadRequest("This request was refused (simulated).", "messages", "invalid_prompt"));
            case RowFate.Failed:
                return new RowOutcome.Refused(ApiError.ServerError);
            case RowFate.TimedOut:
                return new RowOutcome.TimedOut();
        }

        var (model, request, error) = Read(row, dialect);
        error ??= Admission.Refuse(book, model!, request!);
        if (error is not null)
            return new RowOutcome.Refused(error);
        var reply = book.Find(model!, request!)!;
        return new RowOutcome.Answered(model!, request!, row.Fate == RowFate.Truncated ? AnswerBook.CutShort(model!, reply) : reply);
    }

    /// <summary>As it would be told in the synchronous lane.</summary>
    public ReadOnlyMemory<byte> Tell(RowOutcome.Answered answer, BatchRow row, Dialect dialect, DateTimeOffset at) => dialect.Write(
        answer.Model, answer.Request, answer.Reply,
        new(row.RequestId, at.ToUnixTimeSeconds(), answer.Reply.Truncated ? "length" : answer.Request.ForcedTool is null ? "stop" : "tool_calls", Catalog.Lane.Batch),
        Chance.Of(seed, Draw.TokenWeights, answer.Model.NameHash, answer.Request.ContentKey));

    /// <summary>0 where the row cannot be read: it will be refused and holds nothing.</summary>
    public long InputTokens(BatchRow row, Dialect dialect)
    {
        var (model, request, error) = Read(row, dialect);
        return error is null ? book.InputTokens(model!, request!) : 0;
    }

    private (SimulatedModel?, ChatRequest?, ApiError?) Read(BatchRow row, Dialect dialect)
    {
        using var body = JsonDocument.Parse(row.Body);
        return dialect.Read(body.RootElement, fleet);
    }
}
