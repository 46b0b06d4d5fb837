using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Learning;

/// <summary>Reads what was measured of tasks, over time.</summary>
public sealed class DriftReader(NpgsqlDataSource postgres)
{
    private const string Sql = """
        select d.* from (
            select number, task, at, audits, calibration_error, calibration_low, accepted_quality, low, high, is_drifting, has_changed, reason, told_at,
                row_number() over (partition by task order by number desc) as place
            from drift where @task::text is null or task = @task) d
        where d.place <= @most order by d.task, d.number
        """;

    /// <param name="task">Only this one; null, all.</param>
    /// <param name="most">The latest of each task, at most so many.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<IReadOnlyList<DriftRow>> ReadAsync(string? task, int most, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<DriftRow>(new CommandDefinition(Sql, new { task, most }, cancellationToken: stop))).AsList();
    }
}

/// <summary>One measurement.</summary>
public sealed record DriftRow
{
    public long Number { get; init; }

    public string Task { get; init; } = "";

    public DateTime At { get; init; }

    public int Audits { get; init; }

    /// <summary>Null where another version came into use.</summary>
    public double? CalibrationError { get; init; }

    public double? CalibrationLow { get; init; }

    public double? AcceptedQuality { get; init; }

    /// <summary>The low end of the accepted quality's 95% interval.</summary>
    public double? Low { get; init; }

    public double? High { get; init; }

    public bool IsDrifting { get; init; }

    /// <summary>A drift began or ended here.</summary>
    public bool HasChanged { get; init; }

    public string? Reason { get; init; }

    /// <summary>When the broker confirmed the event; null, it was not sent yet, or there is none to send.</summary>
    public DateTime? ToldAt { get; init; }
}
