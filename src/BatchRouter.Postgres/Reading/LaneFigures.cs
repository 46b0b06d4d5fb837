namespace BatchRouter.Postgres.Reading;

/// <summary>The lanes of a period.</summary>
/// <param name="Purchases">By model, lane, price, and whether they were a side job's.</param>
/// <param name="Shipments">By provider and model.</param>
/// <param name="Calibration">Tenths of the parked jobs by their forecast.</param>
/// <param name="Punctuality">Settled jobs by the lane of their answer and by the one they began in.</param>
public sealed record LaneFigures(
    IReadOnlyList<LanePurchases> Purchases, IReadOnlyList<ShipmentEnds> Shipments, IReadOnlyList<ForecastTenth> Calibration,
    IReadOnlyList<LanePunctuality> Punctuality);

/// <summary>Purchases of one model in one lane at one price, of about the same input length.</summary>
public sealed record LanePurchases
{
    public string Model { get; init; } = "";

    /// <summary>sync, flex, batch, or cache.</summary>
    public string Lane { get; init; } = "";

    public bool IsSide { get; init; }

    /// <summary>When the first of them began.</summary>
    public DateTime FirstAt { get; init; }

    public long Attempts { get; init; }

    /// <summary>Of the attempts: those whose answer was taken.</summary>
    public long Jobs { get; init; }

    /// <summary>Of the jobs.</summary>
    public long Late { get; init; }

    public long SpendNanoUsd { get; init; }

    /// <summary>Of the attempts: those paid beside another one, because they came too late.</summary>
    public long Twice { get; init; }

    public long TwiceNanoUsd { get; init; }

    /// <summary>Of the attempts: those behind the tokens.</summary>
    public long Counted { get; init; }

    public long InputTokens { get; init; }

    public long CachedInputTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }
}

/// <summary>What became of the shipments of one model, and what was found in them.</summary>
public sealed record ShipmentEnds
{
    public string Provider { get; init; } = "";

    public string Model { get; init; } = "";

    public long Shipments { get; init; }

    public long Rows { get; init; }

    public long Completed { get; init; }

    public long Expired { get; init; }

    public long Cancelled { get; init; }

    public long Refused { get; init; }

    /// <summary>There is no batch, and their rows went elsewhere.</summary>
    public long Dropped { get; init; }

    public long Open { get; init; }

    /// <summary>Of all, however they ended then.</summary>
    public long CalledBack { get; init; }

    /// <summary>Rows of which nothing came.</summary>
    public long Missing { get; init; }

    public long Duplicate { get; init; }

    public long Foreign { get; init; }

    /// <summary>Rows whose jobs had gone on.</summary>
    public long Late { get; init; }
}

/// <summary>A tenth of the parked jobs, by the forecast that was stored with their decision.</summary>
public sealed record ForecastTenth
{
    public double From { get; init; }

    public double To { get; init; }

    public long Jobs { get; init; }

    public long Shipments { get; init; }

    /// <summary>The mean forecast.</summary>
    public double Promised { get; init; }

    /// <summary>The share whose shipment was done before its latest safe start.</summary>
    public double Kept { get; init; }
}

/// <summary>Settled jobs.</summary>
public sealed record LanePunctuality
{
    /// <summary>Of the answer; none, there is no answer.</summary>
    public string Lane { get; init; } = "";

    /// <summary>Of the first purchase.</summary>
    public string BeganIn { get; init; } = "";

    public long Jobs { get; init; }

    public long Late { get; init; }
}
