using System.Text;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Settling;

namespace BatchRouter.IntegrationTests.Postgres;

/// <summary>Jobs, openings and ends as the runner would make them, without a runner.</summary>
internal static class Samples
{
    public const string Project = "p";
    public const long Charge = 1_500;
    public const long Hold = 9_000;

    private static readonly ProviderEndpoint Nowhere = new("nowhere", "openai", new Uri("http://127.0.0.1:1/v1"), "NO_KEY");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static CatalogModel Model(string name, double quality) => new()
    {
        Name = name,
        Provider = Nowhere,
        ProviderModel = name,
        ContextWindow = 100_000,
        MaxOutputTokens = 4_000,
        Capabilities = Capabilities.Tools | Capabilities.JsonSchema,
        CountsAsWeDo = true,
        Prices = [new Price("v1", DateTimeOffset.MinValue, Lane.Sync, new Rates(100_000_000, 400_000_000) { CachedInputNanoUsdPerMillion = 10_000_000 })],
        QualityPriors = new Dictionary<string, double> { ["default"] = quality },
        Latency = new ExpectedLatency(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)),
    };

    public static BatchJob Job(Guid? id = null, string body = """{"a":1}""") => new()
    {
        Key = new JobKey(Project, id ?? Guid.NewGuid()),
        Task = "t",
        Messages = [new Message("user", [new Part.Text("2 + 2?")])],
        MaxOutputTokens = 100,
        Deadline = Now.AddHours(1),
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static Candidate Candidate(string model = "weak") => new()
    {
        Offer = new Offer(Model(model, 0.7), Lane.Sync, Model(model, 0.7).Prices[0]),
        Quality = 0.7,
        CostNanoUsd = 1_000,
        HoldNanoUsd = Hold,
        SoftHoldNanoUsd = Hold,
        TimeP99 = TimeSpan.FromMilliseconds(50),
        MaxOutputTokens = 100,
    };

    public static Attempt Attempt(int number = 1, string model = "weak") =>
        new(Guid.CreateVersion7(Now), number, number == 1 ? Purpose.First : Purpose.Escalate, Candidate(model), Now);

    public static Decision Decision(BatchJob job, int step = 1) => new()
    {
        Request = new RoutingRequest { Job = job, Now = Now, Size = new PromptSize(5, 20, 0), Step = step },
        CatalogVersion = "c",
        PolicyVersion = "p",
        Quality = 0.8,
        Candidates = [Candidate()],
        Plan = new Plan([Candidate()], 0.7, 1_000, TimeSpan.FromMilliseconds(50)),
        Reason = ReasonCodes.OnlyCandidate,
        Choice = new Choice.Buy(Candidate()),
    };

    public static Opening Opening(BatchJob? job = null, Attempt? attempt = null) => Opening(job ?? Job(), new Move.Start(attempt ?? Attempt(), null, false));

    public static Opening Opening(BatchJob job, Move move) => new(job, Now, Decision(job), move);

    public static Attempt AttemptOf(Opening opening) => ((Move.Start)opening.Move).Attempt;

    public static Lease Running(Opening opening, long fence = 1) => new(opening.Job.Key, JobState.Running, fence);

    public static AttemptEnd Replied(Attempt attempt, string text = "4", double confidence = 0.9) => new()
    {
        Attempt = attempt,
        State = AttemptState.Replied,
        ChargeNanoUsd = Charge,
        Usage = new Usage(10, 0, 5, 0),
        Answer = new Answer { Text = text },
        Score = new Score(confidence, []),
        ProviderRequestId = $"req-{attempt.Id}",
        Elapsed = TimeSpan.FromMilliseconds(12),
        At = Now,
    };

    public static AttemptEnd Failed(Attempt attempt, AttemptState state = AttemptState.Failed) => new()
    {
        Attempt = attempt,
        State = state,
        Failure = FailureKind.Cut,
        Detail = "cut",
        Elapsed = TimeSpan.FromMilliseconds(12),
        At = Now,
    };

    public static Move.Settle Accepted(AttemptEnd end) => new(new Ending(
        Outcome.Accepted, null, end.Attempt.Id, end.Attempt.Candidate.Offer.Model.Name, "sync", end.Score!.Confidence, end.Attempt.Number, Charge, false));

    public static Move.Settle Exhausted() => new(new Ending(Outcome.Exhausted, "plan_ended", null, null, null, null, 1, 0, false));

    /// <summary>The usual end: the opened attempt replied, the job is settled.</summary>
    public static Turn Settling(Opening opening, long fence = 1, string text = "4")
    {
        var end = Replied(AttemptOf(opening), text);
        return new Turn(Running(opening, fence), end, null, Accepted(end), Now);
    }

    public static Turn Turn(Lease lease, AttemptEnd? end, Move move, Decision? decision = null) => new(lease, end, decision, move, Now);
}
