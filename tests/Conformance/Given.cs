using System.Text;
using BatchRouter.Budgeting;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Settling;
using BatchRouter.Shipping;

namespace BatchRouter.Conformance;

/// <summary>Openings, turns and ends as the runner makes them, without a runner. Holds 9,000, charges 1,500.</summary>
internal static class Given
{
    public const long Hold = 9_000;
    public const long SoftHold = 2_000;
    public const long Charge = 1_500;
    public const long WayBack = 18_000;

    private static readonly ProviderEndpoint Nowhere = new("nowhere", "openai", new Uri("http://127.0.0.1:1/v1"), "NO_KEY");

    /// <summary>A router that nobody asks.</summary>
    public static LiveRouter NoModels { get; } = new(new Router(
        new ModelCatalog("none", []),
        new RoutingPolicy { Version = "none", Projects = new HashSet<string>(), Tasks = new Dictionary<string, TaskPolicy> { ["default"] = new() { Name = "default" } } }));

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>In a project of its own, unless one is named: no other test's budget covers it.</summary>
    public static BatchJob Job(string? project = null, string body = """{"a":1}""", Guid? id = null) => new()
    {
        Key = new JobKey(project ?? $"p{Guid.NewGuid():n}", id ?? Guid.NewGuid()),
        Task = "t",
        Messages = [new Message("user", [new Part.Text("2 + 2?")])],
        MaxOutputTokens = 100,
        Deadline = Now.AddHours(1),
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static Attempt Attempt(int number = 1, string model = "weak", long hold = Hold, DateTimeOffset? startedAt = null) =>
        new(Guid.CreateVersion7(Now), number, number == 1 ? Purpose.First : Purpose.Escalate, Candidate(model, hold), startedAt ?? Now);

    public static Opening Opening(BatchJob job, Move move, byte[]? cacheKey = null) => new(job, Now, Decision(job), move, cacheKey);

    /// <summary>An arrival that its project pays for.</summary>
    public static Opening Paid(BatchJob job, Attempt? attempt = null, string? team = null) =>
        Opening(job, new Move.Start(attempt ?? Attempt(), Payer.Of(job, team), true));

    public static Opening Unpaid(BatchJob? job = null) => Opening(job ?? Job(), new Move.Start(Attempt(), null, false));

    /// <summary>A purchase in the batch lane that an hour is left for.</summary>
    public static Opening Parking(BatchJob? job = null, string model = "weak", DateTimeOffset? safeStart = null, long wayBack = WayBack)
    {
        job ??= Job();
        return Opening(job, Park(Batch(model: model, wayBack: wayBack), job, safeStart));
    }

    public static Move.Park Park(Attempt attempt, BatchJob job, DateTimeOffset? safeStart = null) =>
        new(attempt, Payer.Of(job, null), true, safeStart ?? Now.AddHours(1), 100, 50);

    public static Attempt Batch(int number = 1, string model = "weak", long wayBack = WayBack)
    {
        var sync = Candidate(model, Hold);
        var price = new Price("v1b", DateTimeOffset.MinValue, Lane.Batch, new Rates(50_000_000, 200_000_000) { CachedInputNanoUsdPerMillion = 5_000_000 });
        return Attempt(number) with { Candidate = sync with { Offer = new Offer(sync.Offer.Model, Lane.Batch, price), WayBackNanoUsd = wayBack } };
    }

    public static Shipment Shipment(string model, int rows = 1, DateTimeOffset? safeStart = null) => new()
    {
        Id = Guid.CreateVersion7(Now),
        Provider = Nowhere,
        Model = model,
        ProviderModel = model,
        Rows = rows,
        State = ShipmentState.Formed,
        FormedAt = Now,
        LatestSafeStart = safeStart ?? Now.AddHours(1),
    };

    public static Opening Waiting(BatchJob job, int budget, long asked, DateTimeOffset safeStart) =>
        Opening(job, new Move.Hold("money", safeStart, new MoneyWait(budget, asked)));

    public static Attempt AttemptOf(Opening opening) => ((Move.Buy)opening.Move).Attempt;

    public static Lease LeaseOf(Opening opening, long fence = 1) => new(opening.Job.Key, opening.Move.To, fence);

    public static AttemptEnd Replied(Attempt attempt, long charge = Charge, double confidence = 0.9, string text = "4") => new()
    {
        Attempt = attempt,
        State = AttemptState.Replied,
        ChargeNanoUsd = charge,
        Usage = new Usage(10, 0, 5, 0),
        Answer = new Answer { Text = text },
        Score = new Score(confidence, []),
        ProviderRequestId = "req-same",
        Elapsed = TimeSpan.FromMilliseconds(12),
        At = Now,
    };

    public static AttemptEnd Lost(Attempt attempt, AttemptState state = AttemptState.Unknown) => new()
    {
        Attempt = attempt,
        State = state,
        Failure = FailureKind.Cut,
        Detail = "cut",
        Elapsed = TimeSpan.FromMilliseconds(12),
        At = Now,
    };

    public static Turn Turn(Lease lease, AttemptEnd? end, Move move, DateTimeOffset? at = null) =>
        new(lease, end, move is Move.Buy ? Decision(Job()) : null, move, at ?? Now);

    public static Move.Settle Accepted(AttemptEnd end) => new(new Ending(
        Outcome.Accepted, null, end.Attempt.Id, end.Attempt.Candidate.Offer.Model.Name, "sync", end.Score!.Confidence, end.Attempt.Number,
        end.ChargeNanoUsd ?? 0, false));

    public static Move.Settle Exhausted() => new(new Ending(Outcome.Exhausted, "plan_ended", null, null, null, null, 1, 0, false));

    public static Turn Settling(Opening opening, long charge = Charge, double confidence = 0.9, string text = "4", DateTimeOffset? at = null)
    {
        var end = Replied(AttemptOf(opening), charge, confidence, text);
        return Turn(LeaseOf(opening), end, Accepted(end), at);
    }

    public static Candidate Candidate(string model, long hold) => new()
    {
        Offer = new Offer(Model(model), Lane.Sync, Model(model).Prices[0]),
        Quality = 0.7,
        CostNanoUsd = 1_000,
        HoldNanoUsd = hold,
        SoftHoldNanoUsd = Math.Min(hold, SoftHold),
        TimeP99 = TimeSpan.FromMilliseconds(50),
        MaxOutputTokens = 100,
    };

    private static CatalogModel Model(string name) => new()
    {
        Name = name,
        Provider = Nowhere,
        ProviderModel = name,
        ContextWindow = 100_000,
        MaxOutputTokens = 4_000,
        Capabilities = Capabilities.None,
        CountsAsWeDo = true,
        Prices = [new Price("v1", DateTimeOffset.MinValue, Lane.Sync, new Rates(100_000_000, 400_000_000) { CachedInputNanoUsdPerMillion = 10_000_000 })],
        QualityPriors = new Dictionary<string, double> { ["default"] = 0.7 },
        Latency = new ExpectedLatency(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)),
    };

    private static Decision Decision(BatchJob job) => new()
    {
        Request = new RoutingRequest { Job = job, Now = Now, Size = new PromptSize(5, 20, 0), Step = 1 },
        CatalogVersion = "c",
        PolicyVersion = "p",
        Quality = 0.8,
        Candidates = [Candidate("weak", Hold)],
        Plan = new Plan([Candidate("weak", Hold)], 0.7, 1_000, TimeSpan.FromMilliseconds(50)),
        Reason = ReasonCodes.OnlyCandidate,
        Choice = new Choice.Buy(Candidate("weak", Hold)),
    };
}
