namespace BatchRouter.Sandbox.Simulation;

/// <summary>
/// How batches fare: shares of batches and of rows that meet a disaster, drawn from the seed and from what a row asks, never from the time of
/// asking. Times are of the provider's clock. Without a script every batch completes in the time that real ones take, with an answer to every row.
/// </summary>
public sealed record BatchScript
{
    public static BatchScript None { get; } = new();

    /// <summary>What an ordinary month brings, all of it within a few days.</summary>
    public static BatchScript Demo { get; } = new()
    {
        Expiries = 0.02,
        AmbiguousCreates = 0.03,
        HiddenCreates = 0.05,
        BrokenCalls = 0.01,
        CutReads = 0.03,
        EmptyErrorFileIds = 0.3,
        ForeignLines = 0.02,
        MissingRows = 0.002,
        DuplicatedLines = 0.002,
        TruncatedRows = 0.002,
        RejectedRows = 0.0005,
        FailedRows = 0.003,
        TimedOutRows = 0.001,
    };

    /// <summary>From create to completion, without outages; default null: drawn, median 7 minutes, 90% within an hour, 2% over 24 hours.</summary>
    public TimeSpan? CompletesAfter { get; init; }

    /// <summary>Share of days (24 hours, counted from the provider's start) in which no batch gets on, 0..1; default 0.</summary>
    public double OutageDays { get; init; }

    /// <summary>More spans, from the provider's start, in which no batch gets on.</summary>
    public IReadOnlyList<(TimeSpan From, TimeSpan Until)> Outages { get; init; } = [];

    /// <summary>Share of batches that expire with partial output, at an age near 18.9, 8 or 24.5 hours.</summary>
    public double Expiries { get; init; }

    /// <summary>Share of creates whose connection is cut when the batch is made.</summary>
    public double AmbiguousCreates { get; init; }

    /// <summary>Share of batches that are not found for <see cref="HiddenFor"/> after their create.</summary>
    public double HiddenCreates { get; init; }

    /// <summary>Default 3 minutes.</summary>
    public TimeSpan HiddenFor { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Share of calls about files and batches that are answered 503 (Anthropic: 529) before anything is done.</summary>
    public double BrokenCalls { get; init; }

    /// <summary>Share of batches whose results break off in the middle when they are first read.</summary>
    public double CutReads { get; init; }

    /// <summary>Share of OpenAI batches whose missing error file has the id "" instead of null.</summary>
    public double EmptyErrorFileIds { get; init; }

    /// <summary>Share of batches with a line that belongs to somebody else.</summary>
    public double ForeignLines { get; init; }

    /// <summary>Share of rows, as <see cref="RowFate.Missing"/>.</summary>
    public double MissingRows { get; init; }

    /// <summary>Share of rows, as <see cref="RowFate.Lost"/>.</summary>
    public double LostRows { get; init; }

    /// <summary>Share of rows, as <see cref="RowFate.Duplicated"/>.</summary>
    public double DuplicatedLines { get; init; }

    /// <summary>Share of rows, as <see cref="RowFate.Truncated"/>.</summary>
    public double TruncatedRows { get; init; }

    /// <summary>Share of rows, as <see cref="RowFate.Rejected"/>.</summary>
    public double RejectedRows { get; init; }

    /// <summary>Share of rows, as <see cref="RowFate.Failed"/>.</summary>
    public double FailedRows { get; init; }

    /// <summary>Share of rows, as <see cref="RowFate.TimedOut"/>.</summary>
    public double TimedOutRows { get; init; }

    /// <summary>Batches that failed at validation go on holding the quota of enqueued tokens until they would have expired (openai-python#2084).</summary>
    public bool FailedBatchesHoldQuota { get; init; }

    /// <summary>Replaces what was drawn for a batch; default null.</summary>
    public Func<BatchMoment, BatchFate, BatchFate>? BendBatch { get; init; }

    /// <summary>Replaces what was drawn for a row; default null.</summary>
    public Func<RowMoment, RowFate, RowFate>? BendRow { get; init; }
}
