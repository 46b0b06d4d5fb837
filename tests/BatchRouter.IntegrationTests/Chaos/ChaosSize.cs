namespace BatchRouter.IntegrationTests.Chaos;

/// <summary>How large the cells are: by default small and few, with BATCHROUTER_TESTS=ci or long all of them, and larger.</summary>
internal static class ChaosSize
{
    public const string Variable = "BATCHROUTER_TESTS";
    public const string SeedVariable = "BATCHROUTER_CHAOS_SEED";

    private static string? Asked => Environment.GetEnvironmentVariable(Variable);

    public static bool HasAllCells => Asked is "ci" or "long";

    public static int Jobs => Asked switch
    {
        "long" => 5_000,
        "ci" => 500,
        _ => 200,
    };

    /// <summary>Bulk jobs under way at once in one worker: so few that there is work left when something dies.</summary>
    public static int Concurrency => Jobs switch
    {
        >= 5_000 => 32,
        >= 500 => 6,
        _ => 4,
    };

    /// <summary>Nothing came true and no job ended for so long: something stands still. Machines are slow, and killed workers start anew.</summary>
    public static TimeSpan StandStill => TimeSpan.FromSeconds(90);

    /// <summary>Another one each time, unless it is given: chaos that is always the same finds nothing new.</summary>
    public static int Seed() =>
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given) ? given : Math.Abs(Guid.NewGuid().GetHashCode() % 1_000_000);
}
