using System.Net.Http.Headers;

namespace BatchRouter.Providers.Wire;

/// <summary>
/// Stands between every adapter and the network: sends our attempt id, reads the whole response before anybody parses it, and
/// writes down what happened. So the evidence is the same whatever client library is used.
/// </summary>
internal sealed class WireHandler(TimeProvider clock, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // Nothing a model says in one answer is larger; more is a fault.
    private const long LargestResponseBytes = 64 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (WireTrace.Current is not { } trace)
            return await base.SendAsync(request, cancellationToken);
        request.Headers.TryAddWithoutValidation("X-Client-Request-Id", trace.AttemptId.ToString());
        await SurrogateMarks.RestoreRequestAsync(request, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await (WireTape.Current is { } tape ? tape.PlayAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken));
        }
        catch (HttpRequestException fault) when (NeverConnected(fault))
        {
            throw;
        }
        catch
        {
            trace.WasSent = true;
            throw;
        }

        trace.WasSent = true;
        trace.Status = (int)response.StatusCode;
        trace.RequestId = Id(response.Headers);
        trace.RetryAfter = After(response.Headers.RetryAfter, clock);
        trace.Headroom = RateLimitHeaders.Headroom(response.Headers);
        await response.Content.LoadIntoBufferAsync(LargestResponseBytes, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        trace.IsComplete = true;
        if (!response.IsSuccessStatusCode)
            trace.ErrorCode = ErrorCodes.Of(body);
        else
            SurrogateMarks.MarkResponse(response, body, trace);
        return response;
    }

    // A date gone by means now; Polly would take a negative pause for none and wait its own two seconds.
    public static TimeSpan? After(RetryConditionHeaderValue? header, TimeProvider clock) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > clock.GetUtcNow() ? date - clock.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    // Anthropic leaves out the x.
    private static string? Id(HttpResponseHeaders headers) =>
        headers.TryGetValues("x-request-id", out var ids) || headers.TryGetValues("request-id", out ids) ? ids.FirstOrDefault() : null;

    private static bool NeverConnected(HttpRequestException fault) => fault.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;
}
