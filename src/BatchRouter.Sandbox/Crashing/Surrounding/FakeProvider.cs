using BatchRouter.Auditing;
using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Scoring;
using BatchRouter.Settling;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>The provider: what it was asked, what it charged, and what its records say of it. Outlives every worker.</summary>
internal sealed class FakeProvider(World world, Dice dice)
{
    private readonly Dictionary<Guid, ReceivedCall> _received = [];

    /// <summary>The true bill: every charge, also of calls whose asker never heard of it.</summary>
    public List<BilledAttempt> Bill { get; } = [];

    /// <summary>Models that everybody's breaker shuns, and until when.</summary>
    public Dictionary<string, DateTimeOffset> OpenBreakers { get; } = [];

    /// <summary>Calls whose askers live and wait.</summary>
    public int UnderWay { get; set; }

    /// <summary>The call arrives; how it will go is settled here.</summary>
    public ReceivedCall Receive(ModelCall call)
    {
        var (outcome, latency) = world.IsCalm ? (CallOutcome.Answered, dice.Milliseconds(5, 300)) : (Draw(), Latency());
        var usage = new Usage(FakeTokenCounter.Size(call.Job).Tokens, 0, dice.Between(1, call.MaxOutputTokens), 0);
        var received = new ReceivedCall(call, outcome, latency, usage, dice.Percent(20) ? "req-same" : $"req-{_received.Count}", RecordAfter());
        if (!_received.TryAdd(call.AttemptId, received))
            throw new InvalidOperationException($"attempt {call.AttemptId} was sent twice");
        if (received.IsCharged)
            Bill.Add(new BilledAttempt(call.AttemptId, call.Offer.Price.ChargeNanoUsd(usage)));
        world.Context.After(latency, () => received.IsOver = true);
        return received;
    }

    /// <summary>What the record of a request says now.</summary>
    public UsageRecord Record(Guid attempt)
    {
        if (!_received.TryGetValue(attempt, out var call) || !call.IsOver || call.RecordedAt is not { } at || (at > world.Now && !world.IsCalm))
            return new UsageRecord.Nothing();
        return call.IsCharged ? new UsageRecord.Charged(call.Usage, call.ProviderRequestId) : new UsageRecord.NotCharged();
    }

    /// <summary>What its asker is told, if the answer reaches it in time.</summary>
    public CallResult Result(ReceivedCall call) => call.Outcome switch
    {
        CallOutcome.Answered => Reply(call, 0, FinishReason.Stop, call.Usage),
        CallOutcome.Doubtful => Reply(call, -9, FinishReason.Stop, call.Usage),
        CallOutcome.CutShort => Reply(call, 0, FinishReason.Length, call.Usage),
        CallOutcome.WithoutUsage => Reply(call, dice.Percent(50) ? 0 : -9, FinishReason.Stop, null),
        CallOutcome.BrokenOff or CallOutcome.BrokenOffFree => Fail(call, FailureKind.Cut, true),
        CallOutcome.Silent or CallOutcome.SilentFree => Fail(call, FailureKind.TimedOut, true),
        CallOutcome.Garbled => Fail(call, FailureKind.Malformed, true),
        CallOutcome.Busy => Fail(call, FailureKind.RateLimited, false, dice.Percent(50) ? dice.Seconds(1, 10) : null),
        CallOutcome.Down => Fail(call, FailureKind.Unavailable, false),
        CallOutcome.Refused => Fail(call, dice.Pick([FailureKind.Refused, FailureKind.TooLong, FailureKind.InvalidRequest, FailureKind.UnknownModel]), false),
        _ => throw new InvalidOperationException("an outcome without a result"),
    };

    private CallOutcome Draw() => dice.Below(100) switch
    {
        < 45 => CallOutcome.Answered,
        < 60 => CallOutcome.Doubtful,
        < 64 => CallOutcome.CutShort,
        < 69 => CallOutcome.WithoutUsage,
        < 73 => CallOutcome.BrokenOff,
        < 76 => CallOutcome.BrokenOffFree,
        < 80 => CallOutcome.Silent,
        < 83 => CallOutcome.SilentFree,
        < 86 => CallOutcome.Garbled,
        < 92 => CallOutcome.Busy,
        < 96 => CallOutcome.Down,
        _ => CallOutcome.Refused,
    };

    // Some calls outlive their worker's lease.
    private TimeSpan Latency() => dice.Percent(8) ? dice.Seconds(5, 40) : dice.Milliseconds(5, 900);

    private DateTimeOffset? RecordAfter() => dice.Below(3) switch
    {
        0 => world.Now,
        1 => world.Now + dice.Seconds(1, 60),
        _ => null,
    };

    private CallResult.Replied Reply(ReceivedCall call, double logProbability, FinishReason finish, Usage? usage) =>
        new(new Answer { Text = Text(call.Call), Finish = finish, MeanLogProbability = logProbability }, usage)
        {
            Elapsed = call.Latency,
            ProviderRequestId = call.ProviderRequestId,
        };

    private string Text(ModelCall call) => call.Job.Task == ComparisonRound.JudgeTask
        ? dice.Pick(["A", "B", "Both.", "NEITHER", "It depends."])
        : $"answer {call.AttemptId:n}";

    private static CallResult.Failed Fail(ReceivedCall call, FailureKind kind, bool mayBeCharged, TimeSpan? retryAfter = null) =>
        new(kind, mayBeCharged, kind.ToString(), retryAfter) { Elapsed = call.Latency, ProviderRequestId = call.ProviderRequestId };
}

/// <summary>How a call goes, seen from the provider.</summary>
internal enum CallOutcome
{
    Answered,
    Doubtful,
    CutShort,
    WithoutUsage,
    BrokenOff,
    BrokenOffFree,
    Silent,
    SilentFree,
    Garbled,
    Busy,
    Down,
    Refused,
}

/// <summary>A call that reached the provider.</summary>
internal sealed record ReceivedCall(
    ModelCall Call, CallOutcome Outcome, TimeSpan Latency, Usage Usage, string ProviderRequestId, DateTimeOffset? RecordedAt)
{
    public bool IsOver { get; set; }

    public bool IsCharged => Outcome is CallOutcome.Answered or CallOutcome.Doubtful or CallOutcome.CutShort or CallOutcome.WithoutUsage
        or CallOutcome.BrokenOff or CallOutcome.Silent or CallOutcome.Garbled;
}
