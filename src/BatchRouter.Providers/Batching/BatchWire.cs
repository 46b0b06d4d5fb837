using System.Text;
using BatchRouter.Providers.Wire;

namespace BatchRouter.Providers.Batching;

/// <summary>Sends the small requests of batch APIs, traced as calls are, and opens their files.</summary>
internal sealed class BatchWire(HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan CallTime = TimeSpan.FromMinutes(1);

    // 190 MB at 3 Mbit/s.
    private static readonly TimeSpan UploadTime = TimeSpan.FromMinutes(10);

    /// <summary>Sends once; throws only for a cancelled token.</summary>
    /// <param name="request">Is disposed.</param>
    /// <param name="shipment">Goes out as X-Client-Request-Id.</param>
    /// <param name="isUpload">Takes longer.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<WireReply> SendAsync(HttpRequestMessage request, Guid shipment, bool isUpload, CancellationToken stop)
    {
        using var sent = request;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(stop);
        time.CancelAfter(isUpload ? UploadTime : CallTime);
        var trace = new WireTrace { AttemptId = shipment };
        WireTrace.Current = trace;
        try
        {
            using var response = await http.SendAsync(request, time.Token);
            return new WireReply(trace, JsonFields.Object(await response.Content.ReadAsByteArrayAsync(time.Token)), null, false);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return new WireReply(trace, null, fault, time.IsCancellationRequested);
        }
    }

    public Task<WireReply> GetAsync(HttpRequestMessage request, Guid shipment, CancellationToken stop) => SendAsync(request, shipment, false, stop);

    public Task<RemoteLines> OpenAsync(HttpRequestMessage request, CancellationToken stop) => RemoteLines.OpenAsync(http, request, clock, stop);

    public static HttpContent Json(string json) => new StringContent(json, Encoding.UTF8, "application/json");
}
