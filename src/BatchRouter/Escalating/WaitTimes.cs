namespace BatchRouter.Escalating;

/// <summary>How long a job waits after failures.</summary>
internal static class WaitTimes
{
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>1 s, doubled with every wait, up to 5 minutes: short faults cost seconds, an outage is not hammered.</summary>
    public static TimeSpan After(int waits) => TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, Math.Min(waits, 16))));
}
