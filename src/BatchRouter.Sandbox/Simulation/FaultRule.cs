namespace BatchRouter.Sandbox.Simulation;

/// <summary>When one kind of fault happens. All conditions given must hold; without any, it always happens.</summary>
public sealed record FaultRule(FaultKind Kind)
{
    /// <summary>0..1, drawn anew for each try of the same content; default always.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Only this model; default all.</summary>
    public string? Model { get; init; }

    /// <summary>First call it may hit, counted from 1: calls of the model if one is named, of the provider otherwise.</summary>
    public long FromCall { get; init; } = 1;

    /// <summary>Last call it may hit, included.</summary>
    public long ToCall { get; init; } = long.MaxValue;

    /// <summary>Hits only the first so many tries of the same content at the same model; default every try.</summary>
    public int FirstTries { get; init; } = int.MaxValue;

    /// <summary>Only prompts that contain this text; default all.</summary>
    public string? PromptContains { get; init; }

    /// <summary>Only from this time after the provider's start.</summary>
    public TimeSpan From { get; init; } = TimeSpan.Zero;

    /// <summary>Only before this time after the provider's start.</summary>
    public TimeSpan Until { get; init; } = TimeSpan.MaxValue;

    /// <summary>For <see cref="FaultKind.Slow"/>: time added; default 5 seconds.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For <see cref="FaultKind.RateLimited"/> and <see cref="FaultKind.Unavailable"/>; default 1 second.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    internal bool Covers(in FaultMoment moment)
    {
        var call = Model is null ? moment.CallOfProvider : moment.CallOfModel;
        return (Model is null || Model == moment.Model)
            && call >= FromCall && call <= ToCall
            && moment.Try <= FirstTries
            && moment.SinceStart >= From && moment.SinceStart < Until
            && (PromptContains is null || moment.Prompt.Contains(PromptContains, StringComparison.Ordinal));
    }
}

/// <summary>What a rule may look at. <paramref name="Try"/> counts this content at this model, from 1.</summary>
internal readonly record struct FaultMoment(
    string Model, string Prompt, ulong ContentKey, long CallOfModel, long CallOfProvider, int Try, TimeSpan SinceStart);
