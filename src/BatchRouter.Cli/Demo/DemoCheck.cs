using BatchRouter.Budgeting;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Auditing;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Judging;
using BatchRouter.Postgres.Reading;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Settling;
using Npgsql;

namespace BatchRouter.Cli.Demo;

/// <summary>Sums a demo up from Postgres and the simulated provider's own books, never from what a worker remembers.</summary>
internal sealed class DemoCheck(SimulatedProvider provider, NpgsqlDataSource postgres, DemoWork work, DemoOptions options)
{
    public async Task<DemoResult> SumAsync(IReadOnlyList<Guid> confirmed, int kills, string servers, double seconds, CancellationToken stop)
    {
        var reader = new JobReader(postgres);
        var counts = await reader.CountAsync(null, stop);
        var ended = await reader.EndedIdsAsync(stop);
        var answered = await reader.AnsweredAsync(DemoWork.Project, stop);
        var booked = await reader.BookedAsync(stop);
        var differences = BillMatch.Compare(Billed(), booked);
        var (weak, strong) = (provider.Options.Models.MinBy(model => model.Prices.Output)!.Name, provider.Options.Models.MaxBy(model => model.Prices.Output)!.Name);
        // What was rejected for want of money was bought by nobody: it is compared with nothing.
        var questions = answered.Select(job => work.Questions[job.JobId]).ToList();
        var alwaysStrong = provider.Oracle.AlwaysModel(strong, questions);
        var strongShare = answered.Count(job => job.Asked.Contains(strong)) / (double)Math.Max(1, questions.Count);
        var account = (await new BudgetStore(postgres).ListAsync(BudgetScope.Everything, 1, TimeProvider.System.GetUtcNow(), stop)).SingleOrDefault();
        var lanes = options.DeadlineMix ? await new DemoLanes(provider, postgres).SumAsync(stop) : null;
        var audit = await new Auditor(postgres).AuditAsync(Auditor.DefaultListed, stop);
        return new DemoResult
        {
            Jobs = work.Questions.Count,
            Settled = counts.Settled,
            Rejected = counts.Rejected,
            Lost = confirmed.Count(id => !ended.Contains(id)),
            Escalated = counts.Escalated,
            Exhausted = counts.Exhausted,
            Late = counts.Late,
            SpendUsd = Usd.Of(counts.SpendNanoUsd),
            BillUsd = Usd.Of(provider.Bill.TotalNanoUsd),
            UnknownUsd = Usd.Of(counts.UnknownNanoUsd),
            LedgerMatchesBill = differences.Count == 0,
            BudgetUsd = account is null ? null : Usd.Of(account.LimitNanoUsd),
            PeakUsd = account is null ? null : Usd.Of(account.PeakNanoUsd),
            OverspentUsd = account is null ? null : Usd.Of(Math.Max(0, Math.Max(provider.Bill.TotalNanoUsd, account.PeakNanoUsd) - account.LimitNanoUsd)),
            AuditDifferences = audit.Checks.Sum(check => check.Count),
            AlwaysStrongUsd = Usd.Of(alwaysStrong.AmountNanoUsd),
            SavedPercent = alwaysStrong.AmountNanoUsd == 0 ? 0 : Math.Round(100 * (1 - ((double)(counts.SpendNanoUsd - counts.SideNanoUsd) / alwaysStrong.AmountNanoUsd)), 2),
            JobsPerSecond = Math.Round(confirmed.Count / seconds, 1),
            Accuracy = Math.Round(Accuracy(answered), 4),
            AlwaysStrongAccuracy = Math.Round(alwaysStrong.Accuracy, 4),
            AlwaysWeakAccuracy = Math.Round(provider.Oracle.AlwaysModel(weak, questions).Accuracy, 4),
            StrongShare = Math.Round(strongShare, 4),
            LengthOnlyAccuracy = Math.Round(LengthOnly(questions, weak, strong, strongShare), 4),
            AnsweredBy = answered.GroupBy(job => job.Model ?? "nobody").OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount()),
            Lanes = lanes?.Shares,
            AllSyncUsd = lanes is null ? null : Usd.Of(lanes.AllSyncNanoUsd),
            ShareOfAllSync = lanes is null ? null : Math.Round((double)counts.SpendNanoUsd / Math.Max(1, lanes.AllSyncNanoUsd), 4),
            Shipments = lanes?.Shipments,
            LateByLane = lanes?.Late,
            ExhaustedBy = lanes?.Exhausted,
            Experiment = options.Experiment ? await ExperimentAsync(counts, stop) : null,
            Kills = kills,
            Servers = servers,
            Provider = "simulated",
            Seconds = Math.Round(seconds, 2),
            Differences = differences.Count == 0 ? null : differences.Take(10).Select(difference => difference.ToString()).ToList(),
        };
    }

    private async Task<DemoExperimentResult> ExperimentAsync(JobCounts counts, CancellationToken stop)
    {
        var reader = new ExperimentReader(postgres);
        return DemoExperimentResult.Of(
            await reader.ArmsAsync(null, stop), await reader.ShadowsAsync(null, stop), await new SideReader(postgres).SumAsync(stop), counts.Jobs, counts.Settled);
    }

    private IEnumerable<BilledAttempt> Billed() =>
        provider.Bill.Lines().Select(line => new BilledAttempt(Guid.Parse(line.ClientRequestId ?? Guid.Empty.ToString()), line.AmountNanoUsd));

    private double Accuracy(IReadOnlyList<AnsweredJob> answered) =>
        answered.Count(job => job.Model is { } model && provider.Oracle.IsCorrect(model, work.Questions[job.JobId])) / (double)Math.Max(1, answered.Count);

    private double LengthOnly(List<SimulatedQuestion> questions, string weak, string strong, double share)
    {
        var toStrong = (int)Math.Round(share * questions.Count);
        var byLength = questions.OrderByDescending(question => question.Messages[^1].Text.Length);
        return provider.Oracle.Totals(byLength.Select((question, i) => (question, i < toStrong ? strong : weak))).Accuracy;
    }
}
