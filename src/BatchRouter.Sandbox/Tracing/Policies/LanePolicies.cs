namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>The policies that are compared, in the order of the table.</summary>
internal static class LanePolicies
{
    public const string AllSync = "all_sync";
    public const string BatchOnly = "batch_only";
    public const string FixedMargin = "margin_15_min";
    public const string RampedMargin = "ramp_0_56";
    public const string Ours = "ours";
    public const string Clairvoyant = "clairvoyant";

    /// <summary>New ones: each learns in one run only.</summary>
    public static IEnumerable<ILanePolicy> All(TraceWorld world) =>
        [new AllSync(), new BatchOnly(), new FixedMargin(), new RampedMargin(), new LearnedLanes(), new Clairvoyant(world.Times, world.Weather)];
}
