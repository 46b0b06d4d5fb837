namespace BatchRouter.Cli.Working;

/// <summary>A host that is stopping can wait for ever on a connection that is gone; its leases are given up by then.</summary>
internal static class ForcedExit
{
    public static ITimer After(TimeSpan time, TimeProvider clock) =>
        clock.CreateTimer(_ => Environment.Exit(ExitCodes.Done), null, time, Timeout.InfiniteTimeSpan);
}
