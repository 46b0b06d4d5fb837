using BatchRouter.Catalog;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;

namespace BatchRouter.Shipping;

/// <summary>Takes over the jobs of rows whose outcome is known, and lets <see cref="JobRunner"/> go on with them: answers, failures and rows called back alike.</summary>
public sealed class Landings(JobRunner runner, IShipments shipments, IStoredMessages messages, ClaimedRuns runs, LiveRouter live, ShippingOptions options)
{
    /// <summary>Lands outcomes, and returns when each is committed or was given up. A row that nobody can take over now stays open.</summary>
    public async Task LandAsync(IReadOnlyList<RowOutcome> outcomes, CancellationToken stop)
    {
        var landing = new List<Task>();
        foreach (var chunk in outcomes.Chunk(options.LandingsAtOnce))
        {
            var results = chunk.ToDictionary(outcome => outcome.AttemptId, outcome => outcome.Result);
            var rows = await shipments.ClaimRowsAsync([.. results.Keys], stop);
            foreach (var row in rows)
                landing.Add(await StartAsync(row, results[row.AttemptId]));
            if (rows.Count < chunk.Length)
                await BookAsync([.. results.Keys.Except(rows.Select(row => row.AttemptId))], results, stop);
        }

        await Task.WhenAll(landing);
    }

    /// <summary>Lands every open row of a shipment the same way.</summary>
    public async Task LandAllAsync(Guid shipment, CallResult.Failed result, CancellationToken stop)
    {
        var tried = new HashSet<Guid>();
        while (true)
        {
            var open = (await shipments.OpenRowsAsync(shipment, tried.Count + options.LandingsAtOnce, stop)).Where(tried.Add).ToList();
            if (open.Count == 0)
                return;
            await LandAsync(open.ConvertAll(attempt => new RowOutcome(attempt, result)), stop);
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

    private Task<Task> StartAsync(LandingRow row, CallResult result) => runs.EnterAsync(
        row.Row, stop => runner.LandAsync(row.Row.With(messages.ReadAgain(row.Row.Body)), AttemptOf(row), result, stop));

    // Open no more: landed before, or called back, and then this is the proof of what it cost.
    private async Task BookAsync(IReadOnlyList<Guid> attempts, Dictionary<Guid, CallResult> results, CancellationToken stop)
    {
        foreach (var landed in await shipments.LandedAsync(attempts, stop))
            if (landed.State is AttemptState.Unknown or AttemptState.Assumed)
                await runner.BookAsync(
                    landed.Row.Row.With(messages.ReadAgain(landed.Row.Row.Body)), AttemptOf(landed.Row), results[landed.Row.AttemptId], stop);
    }

    private Attempt AttemptOf(LandingRow row)
    {
        var past = row.Row.Attempts.Single(attempt => attempt.Id == row.AttemptId);
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

/// <summary>Outcomes of rows of which the provider says nothing itself.</summary>
public static class RowFailures
{
    public static CallResult.Failed Unsent { get; } = Of(FailureKind.Unsent, false, "its time was up while it was parked");

    public static CallResult.Failed Overdue { get; } = Of(FailureKind.Overdue, true, "its time was up while the provider worked on it");

    public static CallResult.Failed Missing { get; } = Of(FailureKind.Missing, true, "the batch ended without a line for it");

    /// <summary>The provider took none of the batch.</summary>
    public static CallResult.Failed Refused(FailureKind kind, string detail) => Of(kind, false, detail);

    private static CallResult.Failed Of(FailureKind kind, bool mayBeCharged, string detail) => new(kind, mayBeCharged, detail) { Elapsed = TimeSpan.Zero };
}
