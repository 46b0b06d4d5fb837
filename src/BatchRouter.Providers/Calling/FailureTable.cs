using System.Net.Sockets;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;

namespace BatchRouter.Providers.Calling;

/// <summary>From what was seen on the wire to the named kind of failure.</summary>
internal static class FailureTable
{
    public static FailureKind KindOf(WireTrace trace, bool wasCancelled, Exception? fault)
    {
        if (wasCancelled)
            return FailureKind.TimedOut;
        if (!trace.WasSent)
            return IsOfTheNetwork(fault) ? FailureKind.Unavailable : FailureKind.InvalidRequest;
        if (!trace.IsComplete)
            return FailureKind.Cut;
        return trace.Status >= 400 ? KindOf(trace.Status, trace.ErrorCode) : FailureKind.Malformed;
    }

    // What failed before anything was sent is the job's own fault unless the network says otherwise: another try could not help,
    // and it must not open the breaker for its neighbours.
    private static bool IsOfTheNetwork(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
            if (fault is HttpRequestException or IOException or SocketException or OperationCanceledException or TimeoutException)
                return true;
        return false;
    }

    /// <summary>Of a whole error response.</summary>
    public static FailureKind KindOf(int status, string? code) => (status, code) switch
    {
        (_, "context_length_exceeded" or "string_above_max_length") => FailureKind.TooLong,
        (_, "content_filter" or "content_policy_violation") => FailureKind.Refused,
        (_, "insufficient_quota" or "billing_error") => FailureKind.Unauthorised,
        (_, "token_limit_exceeded") => FailureKind.RateLimited,
        (429, _) => FailureKind.RateLimited,
        (401 or 403, _) => FailureKind.Unauthorised,
        (404, _) => FailureKind.UnknownModel,
        (408, _) => FailureKind.TimedOut,
        (413, _) => FailureKind.TooLong,
        ( >= 500, _) => FailureKind.Unavailable,
        _ => FailureKind.InvalidRequest,
    };

    /// <summary>For people and rows. The provider's own message is left out: it may quote the prompt.</summary>
    public static string Detail(WireTrace trace, Exception? fault) => trace.Status > 0
        ? $"HTTP {trace.Status}{(trace.ErrorCode is { } code ? $" {code}" : "")}{(trace.IsComplete ? "" : ", cut")}{(trace.Status < 400 && fault is not null ? $", {fault.GetType().Name}" : "")}"
        : fault?.GetType().Name ?? "no response";
}
