namespace BatchRouter.Providers.Wire;

/// <summary>What was seen on the wire during one sending: the evidence for what may have been charged.</summary>
internal sealed class WireTrace
{
    private static readonly AsyncLocal<WireTrace?> Ambient = new();

    /// <summary>The trace of the call that runs here.</summary>
    public static WireTrace? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public required Guid AttemptId { get; init; }

    /// <summary>The request, or part of it, may have reached the provider.</summary>
    public bool WasSent { get; set; }

    /// <summary>HTTP status, or 0 before one came.</summary>
    public int Status { get; set; }

    /// <summary>The whole body came.</summary>
    public bool IsComplete { get; set; }

    public string? RequestId { get; set; }

    public TimeSpan? RetryAfter { get; set; }

    /// <summary>What is left of the provider's rate limit, 0 to 1; null, it did not say.</summary>
    public double? Headroom { get; set; }

    /// <summary>The provider's error code, e.g. context_length_exceeded.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The character that stands for a lone surrogate in this response; 0, none.</summary>
    public char Mark { get; set; }
}
