using System.Buffers;
using System.IO.Pipelines;
using BatchRouter.Providers.Wire;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Batching;

/// <summary>The lines of a remote file as they come, each read once; a file of hundreds of megabytes is never in memory as a whole.</summary>
internal sealed class RemoteLines : IAsyncDisposable
{
    // Nothing a model says in one answer is larger; more is a fault.
    private const long LongestLineBytes = 64 * 1024 * 1024;

    // A file that says nothing for so long will not go on.
    private static readonly TimeSpan QuietAtMost = TimeSpan.FromMinutes(1);

    private readonly HttpRequestMessage _request;
    private HttpResponseMessage? _response;
    private PipeReader? _reader;
    private RemoteLine? _end;

    private RemoteLines(HttpRequestMessage request) => _request = request;

    /// <summary>Asks for a file; what went wrong is its first line.</summary>
    public static async Task<RemoteLines> OpenAsync(HttpClient http, HttpRequestMessage request, TimeProvider clock, CancellationToken stop)
    {
        var lines = new RemoteLines(request);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(stop);
        time.CancelAfter(QuietAtMost);
        try
        {
            lines._response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time.Token);
            if (lines._response.IsSuccessStatusCode)
                lines._reader = PipeReader.Create(await lines._response.Content.ReadAsStreamAsync(time.Token));
            else
                lines._end = RemoteLine.Break($"HTTP {(int)lines._response.StatusCode}", WireHandler.After(lines._response.Headers.RetryAfter, clock));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            lines._end = RemoteLine.Break(fault.GetType().Name);
        }

        return lines;
    }

    /// <summary>The next line that is not empty, or how the file ended, again and again.</summary>
    public async ValueTask<RemoteLine> NextAsync(CancellationToken stop)
    {
        while (_end is null)
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(stop);
            time.CancelAfter(QuietAtMost);
            try
            {
                if (await LineAsync(_reader!, time.Token) is { Bytes: null or { Length: > 0 } } line)
                    return line;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
            {
                stop.ThrowIfCancellationRequested();
                _end = RemoteLine.Break($"{fault.GetType().Name} in the middle of the file");
            }
        }

        return _end.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_reader is not null)
            await _reader.CompleteAsync();
        _response?.Dispose();
        _request.Dispose();
    }

    private async ValueTask<RemoteLine> LineAsync(PipeReader reader, CancellationToken token)
    {
        while (true)
        {
            var read = await reader.ReadAsync(token);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Trimmed(buffer.Slice(0, end));
                reader.AdvanceTo(buffer.GetPosition(1, end));
                return new RemoteLine(line, true, null);
            }

            if (read.IsCompleted)
            {
                var rest = Trimmed(buffer);
                reader.AdvanceTo(buffer.End);
                _end = RemoteLine.End;
                return rest.Length > 0 ? new RemoteLine(rest, false, null) : RemoteLine.End;
            }

            if (buffer.Length > LongestLineBytes)
                return (_end = RemoteLine.Break($"a line of more than {LongestLineBytes} bytes")).Value;
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static byte[] Trimmed(ReadOnlySequence<byte> line)
    {
        var bytes = line.ToArray();
        return bytes.AsSpan().Trim(" \r\t"u8).Length == bytes.Length ? bytes : bytes.AsSpan().Trim(" \r\t"u8).ToArray();
    }
}

/// <summary>One line, or the end of them.</summary>
/// <param name="Bytes">The line; null, there are no more.</param>
/// <param name="IsEnded">A line end came after it: otherwise it may be half a line.</param>
/// <param name="Broken">Why there are no more, though there should be.</param>
internal readonly record struct RemoteLine(byte[]? Bytes, bool IsEnded, BatchLine.Broken? Broken)
{
    public static RemoteLine End { get; }

    public static RemoteLine Break(string detail, TimeSpan? retryAfter = null) => new(null, false, new BatchLine.Broken(detail, retryAfter));
}
