using BatchRouter.Catalog;
using BatchRouter.Scoring;

namespace BatchRouter.Running;

/// <summary>What came of one call. Expected failure is a named value; an exception is a surprise.</summary>
public abstract record CallResult
{
    private CallResult() { }

    /// <summary>From sending to the whole answer.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The provider's own id for the call; some servers repeat it.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>What the provider says is left of its rate limit, 0 to 1: of requests or tokens, whichever is less; null, it says nothing.</summary>
    public double? Headroom { get; init; }

    /// <summary>The model answered; it may have refused, been cut short or be wrong.</summary>
    /// <param name="Answer">What it said.</param>
    /// <param name="Usage">What the provider counted; null where it said nothing, and then the money is unknown.</param>
    public sealed record Replied(Answer Answer, Usage? Usage) : CallResult;

    /// <summary>No answer.</summary>
    /// <param name="Kind">What happened.</param>
    /// <param name="MayBeCharged">No proof that the provider did not charge: the hold stays as unknown.</param>
    /// <param name="Detail">For people; never a prompt, an answer or a key.</param>
    /// <param name="RetryAfter">When the provider says to come back.</param>
    public sealed record Failed(FailureKind Kind, bool MayBeCharged, string Detail, TimeSpan? RetryAfter = null) : CallResult;
}

/// <summary>How a call failed; each has its own next step.</summary>
public enum FailureKind
{
    /// <summary>429: too many calls, or no capacity.</summary>
    RateLimited,

    /// <summary>5xx, or nobody listens: the provider is down.</summary>
    Unavailable,

    /// <summary>No whole answer in time.</summary>
    TimedOut,

    /// <summary>The connection broke after sending.</summary>
    Cut,

    /// <summary>A 200 that cannot be read.</summary>
    Malformed,

    /// <summary>The provider refused the content with an error.</summary>
    Refused,

    /// <summary>The prompt is longer than the model takes.</summary>
    TooLong,

    /// <summary>401 or 403: the key is missing or wrong.</summary>
    Unauthorised,

    /// <summary>404: the provider does not know the model.</summary>
    UnknownModel,

    /// <summary>Another 4xx: the request itself is at fault.</summary>
    InvalidRequest,

    /// <summary>Our own breaker is open: nothing was sent.</summary>
    BreakerOpen,

    /// <summary>Its batch ran out of time at the provider before the row was begun.</summary>
    Expired,

    /// <summary>Its batch was cancelled before the row was begun.</summary>
    Cancelled,

    /// <summary>Its batch ended, and the provider gave no line for the row.</summary>
    Missing,

    /// <summary>It never left: its time was up while it was parked.</summary>
    Unsent,

    /// <summary>Its time was up while the provider still worked on it.</summary>
    Overdue,
}
