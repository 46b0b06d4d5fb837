using System.Text.Json.Serialization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Watching;

/// <summary>How a group stands. Money in nano-USD and in USD.</summary>
internal sealed record WatchResult
{
    public required string GroupId { get; init; }

    /// <summary>What <c>--total</c> said; null, nothing.</summary>
    public required long? Total { get; init; }

    /// <summary>Jobs and refused messages that a worker has seen.</summary>
    public required long Known { get; init; }

    public required long Ended { get; init; }

    /// <summary>Whether all known jobs ended, or as many as <c>--total</c> said.</summary>
    public required bool Done { get; init; }

    public required long Settled { get; init; }

    public required long Rejected { get; init; }

    public required long Cancelled { get; init; }

    public required long Running { get; init; }

    public required long Held { get; init; }

    public required long Parked { get; init; }

    public required long Shipped { get; init; }

    public required long Escalated { get; init; }

    public required long Exhausted { get; init; }

    public required long Late { get; init; }

    public required long SpendNanoUsd { get; init; }

    public required decimal SpendUsd { get; init; }

    public required long UnknownNanoUsd { get; init; }

    public required decimal UnknownUsd { get; init; }

    /// <summary>The share of the jobs that were in time or will be, refused and cancelled ones apart; null, there are none.</summary>
    public required double? OnTimeChance { get; init; }

    /// <summary>When the known jobs will have ended, as likely earlier as later; null, they have.</summary>
    public required DateTimeOffset? ExpectedEnd { get; init; }

    /// <summary>The same with a chance of 95%.</summary>
    [JsonPropertyName("expected_end_95")]
    public required DateTimeOffset? ExpectedEnd95 { get; init; }

    /// <summary>What the open jobs are expected to cost still, from a sample of them.</summary>
    public required long RemainingNanoUsd { get; init; }

    public required decimal RemainingUsd { get; init; }

    public static WatchResult Of(string group, long? total, JobCounts counts, GroupLook look) => new()
    {
        GroupId = group,
        Total = total,
        Known = counts.Known,
        Ended = counts.Ended,
        Done = total is { } wanted ? counts.Ended >= wanted : counts.Known > 0 && counts.Ended >= counts.Known,
        Settled = counts.Settled,
        Rejected = counts.Rejected,
        Cancelled = counts.Cancelled,
        Running = counts.Running,
        Held = counts.Held,
        Parked = counts.Parked,
        Shipped = counts.Shipped,
        Escalated = counts.Escalated,
        Exhausted = counts.Exhausted,
        Late = counts.Late,
        SpendNanoUsd = counts.SpendNanoUsd,
        SpendUsd = Usd.Of(counts.SpendNanoUsd),
        UnknownNanoUsd = counts.UnknownNanoUsd,
        UnknownUsd = Usd.Of(counts.UnknownNanoUsd),
        OnTimeChance = look.OnTimeChance(counts),
        ExpectedEnd = look.Forecast.End,
        ExpectedEnd95 = look.Forecast.End95,
        RemainingNanoUsd = look.RemainingNanoUsd,
        RemainingUsd = Usd.Of(look.RemainingNanoUsd),
    };

    /// <summary>The line beside the bar.</summary>
    public string InWords() =>
        $"settled {Settled}, rejected {Rejected}, running {Running}, held {Held}, parked {Parked}, shipped {Shipped}, late {Late}, escalated {Escalated}, spent {Usd.Show(SpendNanoUsd)}"
        + (UnknownNanoUsd > 0 ? $", unknown {Usd.Show(UnknownNanoUsd)}" : "")
        + (ExpectedEnd is { } end ? FormattableString.Invariant($", ends {end:HH:mm:ss}, by {ExpectedEnd95:HH:mm:ss} with 95%, on time {OnTimeChance:0.00##%}") : "");
}
