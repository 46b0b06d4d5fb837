using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using BatchRouter.Contracts;

namespace BatchRouter.Cli.Submitting;

/// <summary>A file whose lines are messages. Empty lines are skipped; a line is taken to the letter, without its line break.</summary>
internal sealed class JsonlSource(FileInfo file) : ISource
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public long? Count => null;

    public async IAsyncEnumerable<Entry> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, useAsync: true);
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 256 * 1024));
        var (line, isTooLong) = (1L, false);
        while (true)
        {
            var read = await pipe.ReadAsync(stop);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (EntryOf(rest.Slice(0, end), line++, isTooLong) is { } entry)
                    yield return entry;
                rest = rest.Slice(rest.GetPosition(1, end));
                isTooLong = false;
            }

            // A line without end does not fill the memory: what is over the limit is dropped as it comes.
            if (rest.Length > Limits.BodyBytes + 2)
                (isTooLong, rest) = (true, rest.Slice(rest.End));
            if (read.IsCompleted)
            {
                if ((rest.Length > 0 || isTooLong) && EntryOf(rest, line, isTooLong) is { } last)
                    yield return last;
                break;
            }

            pipe.AdvanceTo(rest.Start, rest.End);
        }

        await pipe.CompleteAsync();
    }

    private static Entry? EntryOf(ReadOnlySequence<byte> bytes, long line, bool isTooLong)
    {
        var where = FormattableString.Invariant($"line {line}");
        if (isTooLong || bytes.Length > Limits.BodyBytes + 2)
            return new Entry(where, line, default, new BadField("$", RejectionCodes.BodyTooLarge, $"the limit is {Limits.BodyBytes} bytes"));
        var body = bytes.ToArray().AsMemory();
        if (line == 1 && body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        if (body.Span.EndsWith("\r"u8))
            body = body[..^1];
        return body.Span.Trim(" \t"u8).IsEmpty ? null : new Entry(where, line, body);
    }
}
