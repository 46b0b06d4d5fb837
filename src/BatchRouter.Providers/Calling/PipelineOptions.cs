namespace BatchRouter.Providers.Calling;

/// <summary>The resilience around every model. All times are real time, whatever the clock's scale.</summary>
public sealed record PipelineOptions
{
    /// <summary>Sending the same attempt again where the provider surely did not charge, 0 to 5. Default 2.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>First pause before a retry, doubled each time; a Retry-After stands above it. Default 200 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A Retry-After above this is not waited out in the call; the job is held or falls back. Default 2 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>One sending may take so many times the model's expected p99, but not less than <see cref="LeastSendingTime"/>. Default 4.</summary>
    public double SendingTimeFactor { get; init; } = 4;

    /// <summary>Default 30 s.</summary>
    public TimeSpan LeastSendingTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Share of failures that opens the breaker. Default 0.5.</summary>
    public double BreakerFailureRatio { get; init; } = 0.5;

    /// <summary>Calls within the sampling time below which it stays closed. Default 20.</summary>
    public int BreakerMinimumCalls { get; init; } = 20;

    /// <summary>Default 10 s.</summary>
    public TimeSpan BreakerSampling { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an open breaker lets nothing through. Default 5 s.</summary>
    public TimeSpan BreakerOpenFor { get; init; } = TimeSpan.FromSeconds(5);
}
