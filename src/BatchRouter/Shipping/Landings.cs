using BatchRouter.Catalog;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;

namespace BatchRouter.Shipping;

/// <summary>Takes over the jobs of rows whose outcome is known, and lets <see cref="JobRunner"/> go on with them: answers, failures and rows called back alike.</summary>
public sealed class Landings(JobRunner runner, IShipments shipments, IStoredMessages messages, ClaimedRuns runs, LiveRouter live, ShippingOptions options)
{
    /// <summary>Lands outcomes of a shipment's rows, and returns when each is committed or was given up. A row that nobody can take over now is awaited still.</summary>
    /// <returns>What was too late for its job, and what names no row of the shipment.</returns>
    public async Task<LandingReport> LandAsync(Guid shipment, IReadOnlyList<RowOutcome> outcomes, CancellationToken stop)
    {
        var (landing, late, strangers) = (new List<Task>(), new List<Guid>(), new List<Guid>());
        foreach (var chunk in outcomes.Chunk(options.LandingsAtOnce))
        {
            var results = chunk.ToDictionary(outcome => outcome.AttemptId, outcome => outcome.Result);
            var rows = await shipments.ClaimRowsAsync(shipment, [.. results.Keys], stop);
            foreach (var row in rows)
                landing.Add(await StartAsync(row, results[row.AttemptId]));
            if (rows.Count == chunk.Length)
                continue;
            var others = results.Keys.Except(rows.Select(row => row.AttemptId)).ToList();
            var landed = await shipments.LandedAsync(shipment, others, stop);
            strangers.AddRange(others.Except(landed.Select(row => row.Row.AttemptId)));
            late.AddRange(await BookAsync(landed, results, stop));
        }

        await Task.WhenAll(landing);
        return new LandingReport(late, strangers);
    }

    /// <summary>Lands every open row of a shipment the same way; where surely nothing was bought, this is news of those whose jobs went on, too.</summary>
    public async Task LandAllAsync(Guid shipment, CallResult.Failed result, CancellationToken stop)
    {
        var tried = new HashSet<Guid>();
        while (true)
        {
            var limit = tried.Count + options.LandingsAtOnce;
            var rows = result.MayBeCharged ? await shipments.OpenRowsAsync(shipment, limit, stop) : await shipments.RowsAtStakeAsync(shipment, limit, stop);
            var open = rows.Where(tried.Add).ToList();
            if (open.Count == 0)
                return;
            await LandAsync(shipment, open.ConvertAll(attempt => new RowOutcome(attempt, result)), stop);
        }
    }

    /// <summary>Calls parked rows back whose latest safe start has come.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> CallBackAsync(DateTimeOffset now, CancellationToken stop)
    {
        if (runs.Free == 0)
            return false;
        var rows = await shipments.ClaimOverdueAsync(now, runs.Free, stop);
        foreach (var row in rows)
            _ = await StartAsync(row, RowFailures.Unsent);
        return rows.Count > 0;
    }

    // Where somebody wrote what became of the purchase and could not move the job, it goes on from what is stored: nothing is bought twice.
    private Task<Task> StartAsync(LandingRow row, CallResult result) => runs.EnterAsync(row.Row, async stop =>
    {
        var (job, state) = (row.Row.With(messages.ReadAgain(row.Row.Body)), PastOf(row).State);
        if (state is AttemptState.Started or AttemptState.Unknown)
        {
            await runner.LandAsync(job, AttemptOf(row), result, stop);
            return;
        }

        if (IsNews(state, result))
            await runner.BookAsync(job, AttemptOf(row), result, stop);
        await runner.ResumeAsync(job, stop);
    });

    // A worker that had lost its lease without knowing may have said that a row was never sent: an answer is the better proof of what it cost.
    private static bool IsNews(AttemptState state, CallResult result) =>
        state is AttemptState.Unknown or AttemptState.Assumed || (state == AttemptState.Failed && result is CallResult.Replied);

    // Open no more: landed before, or called back, and then this is the proof of what it cost.
    private async Task<IReadOnlyList<Guid>> BookAsync(IReadOnlyList<LandedRow> landed, Dictionary<Guid, CallResult> results, CancellationToken stop)
    {
        var late = landed.Where(row => IsNews(row.State, results[row.Row.AttemptId])).Select(row => row.Row).ToList();
        foreach (var row in late)
            await runner.BookAsync(row.Row.With(messages.ReadAgain(row.Row.Body)), AttemptOf(row), results[row.AttemptId], stop);
        return late.ConvertAll(row => row.AttemptId);
    }

    private static PastAttempt PastOf(LandingRow row) => row.Row.Attempts.Single(attempt => attempt.Id == row.AttemptId);

    private Attempt AttemptOf(LandingRow row)
    {
        var past = PastOf(row);
        var candidate = new Candidate
        {
            Offer = new Offer(live.Known(past.Model).FirstOrDefault() ?? Gone(past.Model), Lane.Batch, row.Price),
            Quality = past.Quality,
            HoldNanoUsd = past.HoldNanoUsd,
            WayBackNanoUsd = row.WayBackNanoUsd,
            MaxOutputTokens = past.MaxOutputTokens,
            MayHaveMoreTokens = row.MayHaveMoreTokens,
        };
        return new Attempt(past.Id, row.Row.Attempts.ToList().IndexOf(past) + 1, past.Purpose, candidate, row.StartedAt);
    }

    // A model that has left the catalogue since: its price is pinned, and nothing else of it is asked any more.
    private static CatalogModel Gone(string name) => new()
    {
        Name = name,
        Provider = new ProviderEndpoint("", "", new Uri("about:blank"), ""),
        ProviderModel = name,
        ContextWindow = int.MaxValue,
        MaxOutputTokens = int.MaxValue,
        Capabilities = Capabilities.None,
        CountsAsWeDo = false,
        Prices = [],
        QualityPriors = new Dictionary<string, double> { ["default"] = 0 },
        Latency = default,
    };
}

/// <summary>What became of a row.</summary>
public sealed record RowOutcome(Guid AttemptId, CallResult Result);

/// <summary>What of a shipment's lines could not be landed.</summary>
/// <param name="Late">Their jobs went on before: their money is booked.</param>
/// <param name="Strangers">No rows of the shipment.</param>
public sealed record LandingReport(IReadOnlyList<Guid> Late, IReadOnlyList<Guid> Strangers);

/// <summary>Outcomes of rows of which the provider says nothing itself.</summary>
public static class RowFailures
{
    public static CallResult.Failed Unsent { get; } = Of(FailureKind.Unsent, false, "its time was up while it was parked");

    public static CallResult.Failed NeverMade { get; } = Of(FailureKind.Unsent, false, "in all the time that its batch could have had, the provider listed none");

    public static CallResult.Failed Overdue { get; } = Of(FailureKind.Overdue, true, "its time was up while the provider worked on it");

    public static CallResult.Failed Missing { get; } = Of(FailureKind.Missing, true, "the batch ended without a line for it");

    /// <summary>The provider took none of the batch.</summary>
    public static CallResult.Failed Refused(FailureKind kind, string detail) => Of(kind, false, detail);

    private static CallResult.Failed Of(FailureKind kind, bool mayBeCharged, string detail) => new(kind, mayBeCharged, detail) { Elapsed = TimeSpan.Zero };
}
