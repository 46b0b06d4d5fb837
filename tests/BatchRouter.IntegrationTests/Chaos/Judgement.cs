using BatchRouter.Postgres.Auditing;
using BatchRouter.Settling;
using Xunit;

namespace BatchRouter.IntegrationTests.Chaos;

/// <summary>What must hold after every cell, whatever happened in it.</summary>
internal static class Judgement
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(60);

    /// <param name="cell">Its jobs have ended.</param>
    /// <param name="jobs">Every one of these must have ended, and nothing else may be there.</param>
    /// <param name="deaf">Jobs whose end may have been told while the producer's queue was gone.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task HoldsAsync(ChaosCell cell, IReadOnlyCollection<Guid> jobs, IReadOnlyCollection<Guid> deaf, CancellationToken stop)
    {
        await cell.CountAsync("attempts where state = 'started'", count => count == 0, stop);
        await cell.CountAsync("jobs where announced_at is null", count => count == 0, stop);
        await cell.CountAsync("rejections where announced_at is null", count => count == 0, stop);

        await cell.CountAsync("attempts where state = 'unknown'", count => count == 0, stop);

        await EndedOnceAsync(cell, jobs, stop);
        await MoneyMatchesAsync(cell, stop);
        await ToldAsync(cell, jobs.Except(deaf).ToHashSet(), stop);
    }

    private static async Task EndedOnceAsync(ChaosCell cell, IReadOnlyCollection<Guid> jobs, CancellationToken stop)
    {
        var ended = await cell.ListAsync<Guid>("select job_id from jobs where ended_at is not null union all select job_id from rejections", stop);
        Assert.Empty(jobs.Except(ended));
        Assert.Empty(ended.Except(jobs));
        // A job, or a rejected message; never both, and no JobId twice.
        Assert.Equal(jobs.Count, ended.Count);
        Assert.Empty(await cell.ListAsync<Guid>("select job_id from jobs where state = 'settled' and answer_attempt is null and outcome = 'accepted'", stop));
        // A job is opened once; whatever came later was a step of it.
        Assert.Empty(await cell.ListAsync<Guid>("select job_id from attempts where purpose = 'first' group by project, job_id having count(*) > 1", stop));
    }

    private static async Task MoneyMatchesAsync(ChaosCell cell, CancellationToken stop)
    {
        // The bill first: what it gets later cannot be missing from an older ledger.
        var bill = cell.Provider.Bill.Lines().Select(line => new BilledAttempt(Guid.Parse(line.ClientRequestId!), line.AmountNanoUsd)).ToList();
        Assert.Empty(BillMatch.Compare(bill, await cell.Reader.BookedAsync(stop)));
        foreach (var check in (await new Auditor(cell.Source).AuditAsync(Auditor.DefaultListed, stop)).Checks)
            Assert.True(check.Count == 0, $"audit {check.Name}: {string.Join("; ", check.Differences.Select(difference => $"{difference.RowName} {difference.What}"))}");
        Assert.Empty(await cell.ListAsync<string>(
            "select b.scope || ' ' || a.account_id from accounts a join budgets b using (budget_id) where a.held_nano_usd <> 0 or a.peak_nano_usd > a.limit_nano_usd", stop));
        Assert.Empty(await cell.ListAsync<Guid>("select attempt_id from entries group by attempt_id, kind having count(*) > 1", stop));
        Assert.Empty(await cell.ListAsync<Guid>(
            "select j.job_id from jobs j where answer_attempt is not null and not exists (select 1 from entries e where e.attempt_id = j.answer_attempt)", stop));
        // What was bought by a worker that had lost its lease is in the ledger, not in the job that had ended by then.
        Assert.Empty(await cell.ListAsync<Guid>(
            """
            select j.job_id from jobs j
            where cost_nano_usd > (select coalesce(sum(e.amount_nano_usd), 0) from entries e join attempts a using (attempt_id)
                where a.project = j.project and a.job_id = j.job_id)
            """, stop));
    }

    private static async Task ToldAsync(ChaosCell cell, IReadOnlySet<Guid> jobs, CancellationToken stop)
    {
        await Servers.Eventually.IsTrueAsync(() => Task.FromResult(jobs.All(cell.Ends.Heard.ContainsKey)), LastWords, stop);
        Assert.Empty(cell.Ends.Heard.Keys.Except(await cell.ListAsync<Guid>("select job_id from jobs union select job_id from rejections", stop)));
    }
}
