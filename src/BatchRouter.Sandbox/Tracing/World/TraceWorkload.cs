using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Sandbox.Tracing.World;

/// <summary>The jobs of a trace: a bulk a day, its arrivals spread evenly over six hours from 08:00 on.</summary>
internal static class TraceWorkload
{
    /// <summary>Midnight of the first day.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Opens = TimeSpan.FromHours(8);
    private static readonly TimeSpan Spread = TimeSpan.FromHours(6);

    /// <returns>By arrival.</returns>
    public static TraceJob[] Of(TraceKind kind, int jobs, int days, ulong seed)
    {
        var chance = Chance.Of(seed, Draw.Tracing, (ulong)Stream.Jobs);
        var all = new (DateTimeOffset ArrivedAt, TimeSpan Window)[jobs];
        for (var i = 0; i < jobs; i++)
        {
            var day = TimeSpan.FromDays((int)((long)i * days / jobs));
            all[i] = (Start + day + Opens + Spread * chance.Unit(), kind == TraceKind.Harsh ? HarshWindow(ref chance) : MixedWindow(ref chance));
        }

        Array.Sort(all);
        return [.. all.Select((job, number) => new TraceJob(number, job.ArrivedAt, job.ArrivedAt + job.Window))];
    }

    private static TimeSpan MixedWindow(ref Chance chance) => chance.Unit() switch
    {
        < 0.1 => TimeSpan.FromHours(4),
        < 0.4 => TimeSpan.FromHours(12),
        _ => TimeSpan.FromHours(24 + 24 * chance.Unit()),
    };

    private static TimeSpan HarshWindow(ref Chance chance) => TimeSpan.FromMinutes(2 * Math.Pow(48 * 60 / 2.0, chance.Unit()));
}
