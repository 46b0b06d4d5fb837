using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Sandbox.Crashing;
using BatchRouter.Sandbox.Crashing.Storing;

namespace BatchRouter.Cli.Simulating;

/// <summary>Runs the seeds, and tells how far it is.</summary>
internal sealed class SimulateRun(Screen screen, TimeProvider clock)
{
    private const int JournalShown = 60;
    private const int ViolationsShown = 5;
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);
    private int _ran;
    private int _violations;
    private long _told;

    public SimulateResult Run(ulong first, int seeds, Breakage breakage, CancellationToken stop)
    {
        var began = _told = clock.GetTimestamp();
        var sweep = SeedSweep.Run(first, seeds, breakage, verdict => Tell(verdict, seeds), stop);
        var result = SimulateResult.Of(sweep, clock.GetElapsedTime(began));
        screen.Result(result, _ => Show(result, seeds == 1));
        return result;
    }

    private void Tell(SeedVerdict verdict, int seeds)
    {
        _ran++;
        if (verdict.Violation is { } violation && ++_violations <= ViolationsShown)
            screen.Say($"seed {verdict.Seed}: {violation}");
        if (clock.GetElapsedTime(_told) < TellEvery)
            return;
        _told = clock.GetTimestamp();
        screen.Say($"{_ran} of {seeds} seeds, {_violations} violations");
    }

    private void Show(SimulateResult result, bool isOne)
    {
        if (result.FirstViolation is { } first)
        {
            foreach (var line in isOne ? first.Journal : first.Journal.TakeLast(JournalShown))
                screen.Say(line);
            screen.Say($"seed {first.Seed}: {first.Text}");
            screen.Say($"again: batchrouter simulate --seed {first.Seed}");
        }

        screen.Table("crashes", ["crash point", "deaths"], result.Crashes.Select(pair => (IReadOnlyList<string>)[pair.Key, Text(pair.Value)]));
        screen.Table("what happened", ["what", "times"], result.Happened.Select(pair => (IReadOnlyList<string>)[pair.Key, Text(pair.Value)]));
        screen.Say(string.Create(CultureInfo.InvariantCulture,
            $"{result.Seeds} seeds, {result.Violations} violations, {result.CrashPoints} crash points, {result.Seconds} s, {result.SeedsPerSecond} seeds/s"));
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
