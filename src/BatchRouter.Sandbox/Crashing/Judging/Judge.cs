using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Storing;

namespace BatchRouter.Sandbox.Crashing.Judging;

/// <summary>
/// Looks at the tables after every transaction, and knows nothing of how they are written: sums against holds and entries, limits
/// against holds that rose, ends against what stood before, wakes and arrivals against those who wait.
/// </summary>
internal sealed class Judge(FakeDatabase database, Journal journal, TimeSpan assumeAfter)
{
    // The slowest model's p99, the second that a safe start keeps free, and another for clocks that differ.
    private static readonly TimeSpan LongestSafeStart = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(1);

    // Every simulated task's threshold.
    private const double AnswerIsGood = 0.5;

    private readonly Dictionary<JobKey, (JobState State, Ending? Ending, DateTimeOffset? At)> _ended = [];

    private readonly Dictionary<Guid, long> _bookedLate = [];

    private readonly Dictionary<JobKey, long> _taken = [];

    private long _steps;

    /// <summary>The first thing that was wrong; null, nothing was.</summary>
    public string? Violation { get; private set; }

    public void Watch(Step step)
    {
        Write(step);
        Know(step);
        switch (step)
        {
            case Step.Opened opened:
                Started(opened.Started, opened.IsArrival);
                End(opened.Job, null);
                break;
            case Step.Advanced advanced:
                Started(advanced.Started, false);
                End(advanced.Job, advanced.Move);
                break;
            case Step.Shipped { Shipment: { ClosedAt: not null } closed } when database.RowsOf(closed).FirstOrDefault(row => row.IsAwaited) is { } left:
                Say($"closed too early: shipment {closed.Shipment.Id:n} is {closed.Shipment.State}, and job {left.Job.Job.Key} still waits for its row");
                break;
            case Step.Funded funded:
                Woken(funded);
                break;
            case Step.Booked { Attempt: { State: AttemptState.Assumed, Entries.Count: 1 } assumed } when database.Now - assumed.EndedAt < assumeAfter - ClocksDiffer:
                Say($"assumed too early: attempt {assumed.Attempt.Id:n} is unknown since {assumed.EndedAt:O}");
                break;
        }

        Sums();
    }

    public void Say(string violation)
    {
        Violation ??= violation;
        journal.Add("!!", violation);
    }

    private void Started(AttemptRow? started, bool isArrival)
    {
        if (started is null)
            return;
        foreach (var account in started.Accounts)
        {
            if (!account.IsSoft && started.HeldIn(account) > 0 && account.PostedNanoUsd + account.HeldNanoUsd > account.LimitNanoUsd)
                Say($"limit passed: account {Name(account)} has limit {account.LimitNanoUsd}, posted {account.PostedNanoUsd}, held {account.HeldNanoUsd} after the hold of attempt {started.Attempt.Id:n}");
            if (isArrival && database.HasWaiters(account.BudgetId))
                Say($"overtaken: job {started.Job.Job.Key} arrived and took money of {Name(account)} before those who wait");
        }

        foreach (var batch in started.Job.Attempts)
            if (batch != started && batch.Park is not null && WhyTooMuch(batch) is { } why)
                Say($"bought twice: attempt {started.Attempt.Id:n} of job {started.Job.Job.Key} beside row {batch.Attempt.Id:n}, {why}");
        var job = started.Job;
        var spent = job.Attempts.Sum(attempt => attempt.PostedNanoUsd + (attempt.IsOpen ? attempt.Attempt.Candidate.HoldNanoUsd : 0));
        if (job.Job.MaxCostNanoUsd is { } most && spent > most && started.Attempt.Candidate.HoldNanoUsd > 0)
            Say($"maxCostUsd passed: job {job.Job.Key} may cost {most}, and {spent} is spent and held");
    }

    // Who runs a job knows what was stored when it took the job over: an answer that is booked later, beside it, it cannot know.
    private void Know(Step step)
    {
        _steps++;
        if (step is Step.Booked { Attempt: { Output: not null, IsAwaited: false } late })
            _bookedLate.TryAdd(late.Attempt.Id, _steps);
        foreach (var job in (step as Step.Claimed)?.Jobs ?? [])
            _taken[job.Job.Key] = _steps;
    }

    private bool IsKnown(AttemptRow row) =>
        !_bookedLate.TryGetValue(row.Attempt.Id, out var booked) || _taken.GetValueOrDefault(row.Job.Job.Key) > booked;

    // A second purchase needs a first that failed, that was not good enough, or that was called back and is unknown.
    private string? WhyTooMuch(AttemptRow row) => row switch
    {
        { IsUnanswered: true } => "of which nothing is known yet",
        { Output: not null, Confidence: >= AnswerIsGood } when IsKnown(row) => "whose answer is stored and good",
        _ => null,
    };

    private void End(JobRow job, Move? move)
    {
        var now = (job.State, job.Ending, job.EndedAt);
        if (_ended.TryGetValue(job.Job.Key, out var before))
            Say($"ended twice: job {job.Job.Key} stood as {before.State} {before.Ending} and is {now.State} {now.Ending}");
        if (!JobMoves.IsFinal(job.State))
            return;
        _ended[job.Job.Key] = now;
        var code = (move as Move.Reject)?.Code ?? job.Ending?.Reason ?? job.Refused?.Code;
        if (code == "budget_contended" && database.Now < job.Job.Deadline - LongestSafeStart)
            Say($"given up too early: job {job.Job.Key} is contended at {database.Now:O}, and its deadline is {job.Job.Deadline:O}");
    }

    // Whoever stands before one that was woken is woken or taken, or cannot fit into this window at all.
    private void Woken(Step.Funded step)
    {
        if (step.Woken.Count == 0)
            return;
        var budget = database.Accounts.Budget(step.BudgetId);
        var posted = database.Accounts.Find(budget.Id, step.At)?.PostedNanoUsd ?? 0;
        var last = step.Line.Last(job => step.Woken.Contains(job.Job.Key));
        foreach (var job in step.Line.TakeWhile(job => job != last))
            if (!step.Woken.Contains(job.Job.Key) && !database.IsLiving(job.Worker) && posted + job.Money!.AskedNanoUsd <= budget.UsableNanoUsd)
                Say($"passed over: job {job.Job.Key} waits for budget {budget.Id}, could fit, and {last.Job.Key} behind it was woken");
    }

    private void Sums()
    {
        var sums = database.Accounts.All.ToDictionary(account => account, _ => (Posted: 0L, Held: 0L));
        foreach (var attempt in database.Attempts.Values)
        {
            var posted = attempt.Accounts.Count == 0 ? 0 : attempt.PostedNanoUsd;
            foreach (var account in attempt.Accounts)
            {
                var sum = sums[account];
                sums[account] = (sum.Posted + posted, sum.Held + (attempt.IsOpen ? Held(attempt, account) : 0));
            }
        }

        foreach (var (account, (posted, held)) in sums)
            if (posted != account.PostedNanoUsd || held != account.HeldNanoUsd)
                Say($"sums differ: account {Name(account)} has posted {account.PostedNanoUsd} and held {account.HeldNanoUsd}, its entries sum to {posted} and its open holds to {held}");
    }

    // The way back from what was parked, not from what the store says that it holds.
    private static long Held(AttemptRow attempt, AccountRow account) => account.IsSoft
        ? attempt.Attempt.Candidate.SoftHoldNanoUsd
        : attempt.Attempt.Candidate.HoldNanoUsd + (attempt.IsUnanswered ? attempt.Park!.WayBackNanoUsd : 0);

    private void Write(Step step)
    {
        if (step is not Step.Funded { Woken.Count: 0 })
            journal.Add("db", Words(step));
    }

    private static string Words(Step step) => step switch
    {
        Step.Opened opened => $"open {opened.Job.Job.Key} {opened.Job.State} {Text(opened.Started)}",
        Step.Advanced advanced => $"turn {advanced.Job.Job.Key} {advanced.Job.State} {Text(advanced.Started)} {advanced.Job.Ending?.Outcome} {advanced.Job.Ending?.Reason}{advanced.Job.Refused?.Code}",
        Step.Booked booked => $"book {booked.Attempt.Attempt.Id:n} {booked.Attempt.State} {booked.Attempt.PostedNanoUsd}",
        Step.Claimed claimed => $"claim {claimed.Why} {string.Join(' ', claimed.Jobs.Select(job => job.Job.Key))}",
        Step.Funded funded => $"line of {funded.BudgetId}: {funded.Line.Count} wait, {funded.Woken.Count} woken",
        Step.Shipped shipped => $"shipment {shipped.Shipment.Shipment.Id:n} {shipped.Shipment.Shipment.ProviderId}: {shipped.What}",
        Step.LimitSet set => $"limit {set.Budget.Id} {set.Budget.LimitNanoUsd}",
        _ => throw new InvalidOperationException("a step without words"),
    };

    private static string Text(AttemptRow? started) => started is null
        ? ""
        : $"{started.Attempt.Purpose} {started.Attempt.Candidate.Offer.Model.Name} {started.Attempt.Id:n} holds {started.Attempt.Candidate.HoldNanoUsd}";

    private string Name(AccountRow account)
    {
        var budget = database.Accounts.Budget(account.BudgetId);
        return $"{account.Id} ({budget.Scope} per {budget.Window} from {account.Window.Start:u})";
    }
}
