using System.Net;
using System.Net.Http.Headers;

namespace BatchRouter.Providers.Wire;

/// <summary>
/// Stands for the network while a row of a batch is written or read. What a call would have sent is kept, and what a batch's file holds comes back
/// as its response: so a row's request and its answer go through the very code of a synchronous call, whatever client library is used.
/// </summary>
internal sealed class WireTape
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly AsyncLocal<WireTape?> Ambient = new();

    /// <summary>The tape of the row that is written or read here; null, there is a network.</summary>
    public static WireTape? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>HTTP status that the row's request had.</summary>
    public required int Status { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The body that the call would have sent; null, it came to none.</summary>
    public byte[]? Request { get; private set; }

    public async Task<HttpResponseMessage> PlayAsync(HttpRequestMessage request, CancellationToken stop)
    {
        Request = request.Content is { } content ? await content.ReadAsByteArrayAsync(stop) : [];
        var response = new HttpResponseMessage((HttpStatusCode)Status) { RequestMessage = request, Content = new ReadOnlyMemoryContent(Body) };
        response.Content.Headers.ContentType = Json;
        if (RequestId is not null)
            response.Headers.TryAddWithoutValidation("x-request-id", RequestId);
        return response;
    }
}
