namespace BatchRouter.Sandbox.Simulation;

/// <summary>When the discounted synchronous tier has room. It is full or free for whole windows of time, drawn per model.</summary>
public sealed record FlexCapacity
{
    /// <summary>Share of windows in which every flex call is refused with 429, 0..1; default 0.</summary>
    public double FullShare { get; init; }

    /// <summary>Default 10 minutes of the provider's clock.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A flex call thinks so many times as long as an ordinary one; default 2.</summary>
    public double Slowdown { get; init; } = 2;

    /// <summary>How long the model stays full; null, it has room.</summary>
    internal TimeSpan? FullFor(ulong seed, SimulatedModel model, TimeSpan sinceStart)
    {
        var window = Math.Max(0, (long)(sinceStart / Window));
        var isFull = Chance.Of(seed, Draw.Flex, model.NameHash, (ulong)window).Unit() < FullShare;
        return isFull ? Window * (window + 1) - sinceStart : null;
    }
}
