using BatchRouter.Auditing;
using BatchRouter.Jobs;
using BatchRouter.Siding;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>Side jobs: opened once, and what they are compared for concluded once.</summary>
internal static class SideSteps
{
    public static void Open(FakeDatabase database, IReadOnlyList<SideJob> sides, DateTimeOffset at)
    {
        foreach (var side in sides)
        {
            if (database.Jobs.ContainsKey(side.Job.Key))
                continue;
            var row = new JobRow
            {
                Job = side.Job,
                ReceivedAt = at,
                CacheKey = null,
                SideOf = side.Of,
                State = JobState.Held,
                WakeAt = at,
                Decisions = 0,
                IsAnnounced = true,
            };
            database.Jobs.Add(side.Job.Key, row);
            if (side.Draw is { } draw)
                database.Comparisons.Add(side.Job.Key, new ComparisonRow { Side = row, Draw = draw });
            database.Tell(new Step.Opened(row, null, false));
        }
    }

    /// <summary>All are asked about first: what they say changes the tables.</summary>
    public static int Conclude(FakeDatabase database, int limit, Func<ComparisonCase, ComparisonStep> conclude)
    {
        var taken = database.Comparisons.Values
            .Where(row => !row.IsConcluded && row.Side.EndedAt is not null && row.Judge is not { EndedAt: null })
            .Take(limit).Select(row => (Row: row, Step: conclude(Case(database, row)))).ToList();
        foreach (var (row, step) in taken)
            switch (step)
            {
                case ComparisonStep.Conclude concluded:
                    (row.Concluded, row.IsConcluded) = (concluded, true);
                    break;
                case ComparisonStep.Ask ask:
                    Open(database, [ask.Judge], database.Now);
                    row.Judge = database.Jobs[ask.Judge.Job.Key];
                    break;
            }

        return taken.Count;
    }

    private static ComparisonCase Case(FakeDatabase database, ComparisonRow row)
    {
        var parent = database.Jobs[new JobKey(row.Side.Job.Key.Project, row.Side.SideOf!.Value)];
        return new ComparisonCase(
            row.Side.Job.Key, parent.Job.Key.JobId, row.Side.Job.Task, parent.Job.Body, row.Draw,
            Answer(database, row.Draw.Given), Answer(database, row.Side.Ending?.AnswerAttempt), row.Side.Refused?.Code ?? row.Side.Ending?.Reason,
            row.Judge is { } judge ? new JudgeEnd(Answer(database, judge.Ending?.AnswerAttempt)?.Text, judge.Refused?.Code ?? judge.Ending?.Reason) : null);
    }

    private static ComparedAnswer? Answer(FakeDatabase database, Guid? attempt) =>
        attempt is { } id && database.Attempts[id].Output is { } output ? new ComparedAnswer(output.Text, output.ToolCallsJson) : null;
}
