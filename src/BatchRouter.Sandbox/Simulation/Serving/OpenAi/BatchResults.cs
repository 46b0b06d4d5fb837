using System.Buffers;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Answers;
using BatchRouter.Sandbox.Simulation.Batching;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving.OpenAi;

/// <summary>Writes the output file and the error file of a batch that has ended.</summary>
internal sealed class BatchResults(SimulatedBatch batch, BatchSight sight, RowKitchen kitchen, ulong seed)
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly ArrayBufferWriter<byte> _errors = new(256);
    private readonly List<byte[]> _again = [];

    /// <summary>Null where a file would be empty.</summary>
    public (byte[]? Output, byte[]? Errors) Write()
    {
        for (var place = 0; place < batch.Rows.Count; place++)
        {
            if (place < sight.Done)
                WriteDone(batch.Rows[place], batch.Plan.DoneAt(place, batch.Rows.Count));
            else
                WriteUndone(batch.Rows[place]);
        }

        foreach (var line in _again)
            Append(_output, line);
        return (Bytes(_output), Bytes(_errors));
    }

    private void WriteDone(BatchRow row, DateTimeOffset at)
    {
        if (row.Fate is RowFate.Missing or RowFate.Lost)
            return;
        switch (kitchen.Cook(row, batch.Dialect))
        {
            case RowOutcome.Answered answer:
                var body = kitchen.Tell(answer, row, batch.Dialect, at);
                var line = Line(row.CustomId, row.RequestId, StatusCodes.Status200OK, body.Span, null);
                if (_output.WrittenCount == 0)
                    WriteForeign(body.Span);
                Append(_output, line);
                if (row.Fate == RowFate.Duplicated)
                    _again.Add(line);
                break;
            case RowOutcome.Refused { Error: var error }:
                Append(_errors, Line(row.CustomId, row.RequestId, error.Status, batch.Dialect.Write(error), null));
                break;
            default:
                Append(_errors, Line(row.CustomId, row.RequestId, 0, default, ("request_timeout", "This request could not be answered in time.")));
                break;
        }
    }

    private void WriteUndone(BatchRow row) => Append(_errors, Line(row.CustomId, row.RequestId, 0, default, sight.Phase == BatchPhase.Cancelled
        ? ("batch_cancelled", "This request could not be executed: the batch was cancelled.")
        : ("batch_expired", "This request could not be executed before the completion window expired.")));

    private void WriteForeign(ReadOnlySpan<byte> body)
    {
        for (var number = 1; number <= batch.Fate.ForeignLines; number++)
            Append(_output, Line(ForeignLine.CustomIdOf(seed, batch, number), $"foreign{number}", StatusCodes.Status200OK, body, null));
    }

    private static byte[] Line(string customId, string requestId, int status, ReadOnlySpan<byte> body, (string Code, string Message)? error)
    {
        var line = new ArrayBufferWriter<byte>(body.Length + 256);
        using var json = new Utf8JsonWriter(line, AnswerJson.Writer);
        json.WriteStartObject();
        json.WriteString("id"u8, "batch_req_" + requestId);
        json.WriteString("custom_id"u8, customId);
        if (error is { } cause)
        {
            json.WriteNull("response"u8);
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, cause.Code);
            json.WriteString("message"u8, cause.Message);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartObject("response"u8);
            json.WriteNumber("status_code"u8, status);
            json.WriteString("request_id"u8, "req_" + requestId);
            json.WritePropertyName("body"u8);
            json.WriteRawValue(body, skipInputValidation: true);
            json.WriteEndObject();
            json.WriteNull("error"u8);
        }

        json.WriteEndObject();
        json.Flush();
        return [.. line.WrittenSpan, (byte)'\n'];
    }

    private static void Append(ArrayBufferWriter<byte> file, byte[] line) => file.Write(line);

    private static byte[]? Bytes(ArrayBufferWriter<byte> file) => file.WrittenCount == 0 ? null : file.WrittenSpan.ToArray();
}
