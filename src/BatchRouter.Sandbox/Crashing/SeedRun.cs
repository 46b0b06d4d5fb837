using System.Diagnostics.CodeAnalysis;
using BatchRouter.Sandbox.Crashing.Judging;
using BatchRouter.Sandbox.Crashing.Storing;
using BatchRouter.Sandbox.Crashing.Surrounding;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>One seed from its first message to its last judgement.</summary>
public static class SeedRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a seed: a surprise is a finding, with the seed that leads to it.")]
    public static SeedVerdict Run(ulong seed, Breakage breakage = Breakage.None)
    {
        var world = new World(seed, breakage);
        var judge = new Judge(world.Database, world.Journal, world.Workload.Rounds.AssumeAfter);
        world.Database.Committed = judge.Watch;
        world.Break = judge.Say;
        try
        {
            Live(world, judge);
        }
        catch (Exception surprise)
        {
            judge.Say($"surprise: {surprise}");
        }

        return new SeedVerdict
        {
            Seed = seed,
            Violation = judge.Violation,
            Journal = judge.Violation is null ? [] : world.Journal.Tail.ToList(),
            JournalLines = world.Journal.Count,
            JournalHash = world.Journal.Hash,
            Crashes = world.Plan.Crashes,
            Happened = Happenings.Of(world),
            Steps = world.Scheduler.Steps,
        };
    }

    private static void Live(World world, Judge judge)
    {
        var fleet = new Fleet(world, world.Dice(7));
        var (begin, look) = (fleet.LastMessage > fleet.CalmAt ? fleet.LastMessage : fleet.CalmAt, DateTimeOffset.MinValue);
        var isAtRest = world.Scheduler.Run(IsDone, begin + Patience);
        if (judge.Violation is not null)
            return;
        if (!isAtRest)
            judge.Say($"no rest {Patience.TotalMinutes} min after the calm: {LastJudgement.Unrest(world)}");
        else
            foreach (var finding in LastJudgement.Findings(world))
                judge.Say(finding);

        bool IsDone()
        {
            if (judge.Violation is not null)
                return true;
            if (world.Now <= begin || world.Now - look < TimeSpan.FromSeconds(1))
                return false;
            look = world.Now;
            if (Overdue.Find(world, begin) is { } late)
                judge.Say(late);
            return LastJudgement.Unrest(world) is null;
        }
    }
}
