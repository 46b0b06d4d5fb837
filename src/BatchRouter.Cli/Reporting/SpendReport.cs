using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Reporting;

/// <summary>One day's money. Every amount stands in exact nano-USD and in USD.</summary>
internal sealed record SpendReport
{
    /// <summary>UTC.</summary>
    public required DateOnly Day { get; init; }

    public required long TotalNanoUsd { get; init; }

    public decimal TotalUsd => Usd.Of(TotalNanoUsd);

    /// <summary>Attempts charged or assumed that day.</summary>
    public required long Attempts { get; init; }

    /// <summary>Of the total: worst cases, for want of evidence.</summary>
    public required long AssumedNanoUsd { get; init; }

    /// <summary>Of the total: corrections of the past.</summary>
    public required long CorrectionsNanoUsd { get; init; }

    /// <summary>Of the total: side jobs of every kind; the rest is somebody's own work.</summary>
    public required SideSpend Side { get; init; }

    public decimal ShadowUsd => Usd.Of(Side.ShadowNanoUsd);

    public decimal AuditUsd => Usd.Of(Side.AuditNanoUsd);

    public decimal JudgeUsd => Usd.Of(Side.JudgeNanoUsd);

    public decimal WarmUsd => Usd.Of(Side.WarmNanoUsd);

    public required IReadOnlyList<SpendLine> ByProject { get; init; }

    public required IReadOnlyList<SpendLine> ByTask { get; init; }

    public required IReadOnlyList<SpendLine> ByModel { get; init; }

    /// <summary>Open holds of attempts that may have been charged.</summary>
    public required long UnknownNanoUsd { get; init; }

    public decimal UnknownUsd => Usd.Of(UnknownNanoUsd);

    public required long UnknownAttempts { get; init; }

    /// <summary>Null where there is no readable catalogue, or nothing settled.</summary>
    public required AlwaysStrong? AlwaysStrong { get; init; }

    /// <summary>Why there is no estimate; null, there is one.</summary>
    public required string? AlwaysStrongMissing { get; init; }
}

/// <summary>What side jobs cost, by what they were for.</summary>
internal sealed record SideSpend(long ShadowNanoUsd, long AuditNanoUsd, long JudgeNanoUsd, long WarmNanoUsd)
{
    public long TotalNanoUsd => ShadowNanoUsd + AuditNanoUsd + JudgeNanoUsd + WarmNanoUsd;

    public static SideSpend Of(IEnumerable<SpendRow> rows)
    {
        var sums = rows.GroupBy(row => row.Side).ToDictionary(group => group.Key, group => group.Sum(row => row.NanoUsd));
        return new SideSpend(
            sums.GetValueOrDefault("shadow"), sums.GetValueOrDefault("audit"), sums.GetValueOrDefault("judge"), sums.GetValueOrDefault("warm"));
    }

    /// <summary>For people; empty, there was none.</summary>
    public string InWords() => string.Join(", ", Kinds().Where(kind => kind.NanoUsd != 0).Select(kind => $"{kind.Name} {Usd.Show(kind.NanoUsd)}"));

    private IEnumerable<(string Name, long NanoUsd)> Kinds() =>
        [("shadows", ShadowNanoUsd), ("audits", AuditNanoUsd), ("judges", JudgeNanoUsd), ("keep-warm", WarmNanoUsd)];
}

/// <summary>What one project, task or model cost.</summary>
/// <param name="Project">Null where the line is of all projects.</param>
/// <param name="Task">Null where the line is of all tasks.</param>
/// <param name="Model">Null where the line is of all models.</param>
/// <param name="NanoUsd">Exact.</param>
/// <param name="Attempts">Attempts charged or assumed that day.</param>
internal sealed record SpendLine(string? Project, string? Task, string? Model, long NanoUsd, long Attempts)
{
    public decimal Usd => Presenting.Usd.Of(NanoUsd);
}

/// <summary>What the day's settled jobs would have cost, had each been answered by the strongest model at once: an estimate.</summary>
internal sealed record AlwaysStrong
{
    public required string Model { get; init; }

    /// <summary>Settled jobs that have an answer with known tokens.</summary>
    public required long Jobs { get; init; }

    public required long EstimateNanoUsd { get; init; }

    public decimal EstimateUsd => Usd.Of(EstimateNanoUsd);

    /// <summary>All that the same jobs cost, whenever it was posted.</summary>
    public required long SpendNanoUsd { get; init; }

    public decimal SpendUsd => Usd.Of(SpendNanoUsd);

    public long SavedNanoUsd => EstimateNanoUsd - SpendNanoUsd;

    public decimal SavedUsd => Usd.Of(SavedNanoUsd);

    public double? SavedPercent => EstimateNanoUsd == 0 ? null : Math.Round(100.0 * SavedNanoUsd / EstimateNanoUsd, 2);
}
