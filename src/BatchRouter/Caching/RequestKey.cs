using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BatchRouter.Jobs;

namespace BatchRouter.Caching;

/// <summary>The hash of all that an answer depends on: content, parameters, pin, data class. Two jobs with one key ask the same.</summary>
public static class RequestKey
{
    public static byte[] Of(BatchJob job)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in Texts(job))
            Append(hash, text);
        return hash.GetHashAndReset();
    }

    private static IEnumerable<string?> Texts(BatchJob job)
    {
        yield return job.Task;
        yield return job.Pin;
        yield return job.DataClass;
        yield return job.Region;
        yield return Number(job.MaxOutputTokens);
        yield return job.Temperature?.ToString("R", CultureInfo.InvariantCulture);
        yield return job.Format.ToString();
        yield return job.JsonSchema;
        yield return Number(job.Tools.Count);
        foreach (var tool in job.Tools)
            foreach (var text in (string?[])[tool.Name, tool.Description, tool.Parameters])
                yield return text;
        foreach (var text in job.Messages.SelectMany(Texts))
            yield return text;
    }

    private static IEnumerable<string?> Texts(Message message)
    {
        yield return message.Role;
        yield return message.ToolCallId;
        yield return Number(message.Parts.Count);
        foreach (var part in message.Parts)
            foreach (var text in part is Part.Image image ? ["image", image.Url, image.Detail] : (string?[])["text", ((Part.Text)part).Value])
                yield return text;
        yield return Number(message.ToolCalls?.Count ?? 0);
        foreach (var call in message.ToolCalls ?? [])
            foreach (var text in (string?[])[call.Id, call.Name, call.Arguments])
                yield return text;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // Each text with its length before it, so that no two lists of texts run together to the same bytes; nothing is not the empty text.
    private static void Append(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[4];
        BitConverter.TryWriteBytes(length, text?.Length ?? -1);
        hash.AppendData(length);
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
