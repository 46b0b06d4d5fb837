using System.Buffers;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Answers;
using BatchRouter.Sandbox.Simulation.Batching;

namespace BatchRouter.Sandbox.Simulation.Serving.Anthropic;

/// <summary>How many rows of a batch that has ended came out how.</summary>
internal sealed record MessageBatchCounts(int Processing, int Succeeded = 0, int Errored = 0, int Canceled = 0, int Expired = 0);

/// <summary>Writes the results of a message batch that has ended.</summary>
internal sealed class MessageBatchResults(SimulatedBatch batch, BatchSight sight, RowKitchen kitchen, ulong seed)
{
    private readonly ArrayBufferWriter<byte> _lines = new(4096);
    private readonly List<byte[]> _again = [];

    /// <summary>Without looking into the answers: the batch was charged.</summary>
    public static MessageBatchCounts Count(SimulatedBatch batch, BatchSight sight)
    {
        var undone = batch.Rows.Count - sight.Done;
        return new(0, sight.Done - batch.Refused, batch.Refused, sight.Phase == BatchPhase.Cancelled ? undone : 0, sight.Phase == BatchPhase.Expired ? undone : 0);
    }

    public byte[] Write()
    {
        for (var place = 0; place < batch.Rows.Count; place++)
        {
            if (place < sight.Done)
                WriteDone(batch.Rows[place], batch.Plan.DoneAt(place, batch.Rows.Count));
            else
                Append(Line(batch.Rows[place].CustomId, sight.Phase == BatchPhase.Cancelled ? "canceled" : "expired"));
        }

        foreach (var line in _again)
            Append(line);
        return _lines.WrittenSpan.ToArray();
    }

    private void WriteDone(BatchRow row, DateTimeOffset at)
    {
        if (row.Fate is RowFate.Missing or RowFate.Lost)
            return;
        if (kitchen.Cook(row, batch.Dialect) is not RowOutcome.Answered answer)
        {
            var error = kitchen.Cook(row, batch.Dialect) is RowOutcome.Refused refused ? refused.Error : ApiError.ServerError;
            Append(Line(row.CustomId, "errored", "error", batch.Dialect.Write(error)));
            return;
        }

        var message = kitchen.Tell(answer, row, batch.Dialect, at).ToArray();
        if (_lines.WrittenCount == 0)
        {
            for (var number = 1; number <= batch.Fate.ForeignLines; number++)
                Append(Line(ForeignLine.CustomIdOf(seed, batch, number), "succeeded", "message", message));
        }

        var line = Line(row.CustomId, "succeeded", "message", message);
        Append(line);
        if (row.Fate == RowFate.Duplicated)
            _again.Add(line);
    }

    private static byte[] Line(string customId, string type, string? name = null, byte[]? value = null)
    {
        var line = new ArrayBufferWriter<byte>((value?.Length ?? 0) + 160);
        using var json = new Utf8JsonWriter(line, AnswerJson.Writer);
        json.WriteStartObject();
        json.WriteString("custom_id"u8, customId);
        json.WriteStartObject("result"u8);
        json.WriteString("type"u8, type);
        if (name is not null)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return [.. line.WrittenSpan, (byte)'\n'];
    }

    private void Append(byte[] line) => _lines.Write(line);
}
