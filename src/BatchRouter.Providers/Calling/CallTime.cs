namespace BatchRouter.Providers.Calling;

/// <summary>
/// How long a call takes, in the worker's own time: where that runs faster than the world's, so does what is learned from it. The world's clock may
/// be set back meanwhile; then the call took no time.
/// </summary>
internal readonly struct CallTime(TimeProvider clock)
{
    private readonly DateTimeOffset _began = clock.GetUtcNow();

    public TimeSpan Elapsed => clock.GetUtcNow() - _began is var elapsed && elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero;
}
