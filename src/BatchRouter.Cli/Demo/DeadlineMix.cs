namespace BatchRouter.Cli.Demo;

/// <summary>When jobs of the mix arrive and when they are due: over 6 hours; 10% within 4 h, 30% within 12 h, the rest evenly within 24 to 48 h.</summary>
internal sealed class DeadlineMix(int jobs, int seed)
{
    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromHours(6);

    private readonly TimeSpan[] _slacks = Draw(jobs, new Random(seed));

    /// <summary>After the beginning.</summary>
    public TimeSpan Arrival(int number) => ArrivesWithin * number / jobs;

    /// <summary>From its arrival to its deadline.</summary>
    public TimeSpan Slack(int number) => _slacks[number];

    private static TimeSpan[] Draw(int jobs, Random chance)
    {
        var slacks = new TimeSpan[jobs];
        for (var i = 0; i < jobs; i++)
            slacks[i] = (i * 10L / jobs) switch
            {
                0 => TimeSpan.FromHours(4),
                < 4 => TimeSpan.FromHours(12),
                _ => TimeSpan.FromHours(24 + 24 * chance.NextDouble()),
            };
        chance.Shuffle(slacks);
        return slacks;
    }
}
