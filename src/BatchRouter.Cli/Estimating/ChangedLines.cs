using System.Runtime.CompilerServices;
using System.Text.Json;
using BatchRouter.Cli.Submitting;

namespace BatchRouter.Cli.Estimating;

/// <summary>Lines as they would be with some fields changed, or added where they are missing. All other bytes stay as they are.</summary>
/// <param name="lines">Messages, one object each.</param>
/// <param name="changes">Values by field.</param>
internal sealed class ChangedLines(ISource lines, IReadOnlyDictionary<string, string> changes) : ISource
{
    private readonly byte[] _changed = JsonSerializer.SerializeToUtf8Bytes(changes);

    public long? Count => lines.Count;

    public async IAsyncEnumerable<Entry> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var entry in lines.ReadAsync(stop))
            yield return entry.Problem is null ? entry with { Body = Change(entry.Body) } : entry;
    }

    // What is no object is left to whoever checks it.
    private ReadOnlyMemory<byte> Change(ReadOnlyMemory<byte> line)
    {
        try
        {
            return Kept(line.Span) is { } kept ? Joined(line, kept) : line;
        }
        catch (JsonException)
        {
            return line;
        }
    }

    // The properties that stay, each with its name; null, there is no object.
    private List<Range>? Kept(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        var kept = new List<Range>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (start, isChanged) = ((int)reader.TokenStartIndex, IsChanged(ref reader));
            reader.Read();
            reader.Skip();
            if (!isChanged)
                kept.Add(start..(int)reader.BytesConsumed);
        }

        // What follows the object makes it none: that throws here.
        return reader.Read() ? null : kept;
    }

    private bool IsChanged(ref Utf8JsonReader reader)
    {
        foreach (var name in changes.Keys)
            if (!reader.ValueIsEscaped && reader.ValueTextEquals(name))
                return true;
        return false;
    }

    private byte[] Joined(ReadOnlyMemory<byte> line, List<Range> kept)
    {
        var joined = new MemoryStream(line.Length + _changed.Length);
        joined.Write(_changed.AsSpan(..^1));
        foreach (var property in kept)
        {
            joined.WriteByte((byte)',');
            joined.Write(line.Span[property]);
        }

        joined.WriteByte((byte)'}');
        return joined.ToArray();
    }
}
