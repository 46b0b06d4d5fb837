using BatchRouter.Forecasting;
using BatchRouter.Postgres.Connecting;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Learning;

/// <summary>Stores trained models as versions and brings them into use; every switch is one transaction and leaves a trace.</summary>
public sealed class LearnedStore(NpgsqlDataSource postgres)
{
    // Against itself alone: whoever reads goes on reading. Held to the end, it makes the numbers of switches commit in their order.
    private const string LockSql = "lock table learned_switches in share row exclusive mode";

    private const string AddSql = """
        insert into learned (run_id, task, kind, artifact, examples, summary)
        values (@run, @task, @kind::learned_kind, @artifact, @examples, @summary::jsonb) returning version
        """;

    // In this order: of one task and kind at most one may be active at any moment.
    private const string SwitchSql = """
        with before as (
            select version from learned where task = @task and kind = @kind::learned_kind and active)
        insert into learned_switches (task, kind, from_version, to_version, reason, switched_by)
        values (@task, @kind::learned_kind, (select version from before), @to, @reason, @by);
        update learned set active = false where task = @task and kind = @kind::learned_kind and active;
        update learned set active = true where version = @to
        """;

    private const string ActiveSql = "select version, run_id, task, kind::text as kind from learned where active and (@task::text is null or task = @task)";

    private const string BeforeSql = "select max(version) from learned where task = @task and kind = @kind::learned_kind and version < @version";

    private const string OneSql = "select version, run_id, task, kind::text as kind from learned where version = @version";

    private const string ListSql = """
        select version, run_id, task, kind::text as kind, examples, length(artifact) as bytes, summary::text as summary_json, trained_at, active,
            (select max(s.switched_at) from learned_switches s where s.to_version = l.version) as switched_at,
            (select s.switched_by from learned_switches s where s.to_version = l.version order by s.number desc limit 1) as switched_by
        from learned l where @task::text is null or task = @task order by task, kind, version
        """;

    /// <summary>Stores what one training run brought forth and brings it into use at once.</summary>
    /// <returns>The versions, in the order given.</returns>
    public async Task<IReadOnlyList<long>> AddAsync(string task, IReadOnlyList<TrainedModel> models, string by, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync(LockSql, transaction: transaction);
        var (run, versions) = (Guid.NewGuid(), new List<long>());
        foreach (var model in models)
        {
            var version = await connection.ExecuteScalarAsync<long>(
                AddSql, new { run, task, kind = SqlNames.Of(model.Kind), model.Artifact, model.Examples, summary = model.SummaryJson }, transaction);
            await connection.ExecuteAsync(SwitchSql, new { task, kind = SqlNames.Of(model.Kind), to = version, reason = "train", by }, transaction);
            versions.Add(version);
        }

        await transaction.CommitAsync(stop);
        return versions;
    }

    /// <summary>Brings a given version into use again, whatever is in use.</summary>
    /// <exception cref="InvalidDataException">There is no such version, it is of another task, or it is in use already.</exception>
    public Task<IReadOnlyList<LearnedSwitch>> RollBackToAsync(string task, long version, string by, CancellationToken stop) =>
        SwitchAsync(async (connection, transaction) =>
        {
            var wanted = await connection.QuerySingleOrDefaultAsync<VersionRow>(OneSql, new { version }, transaction)
                ?? throw new InvalidDataException($"--to-version: there is no version {version}; 'batchrouter train list' shows all");
            if (wanted.Task != task)
                throw new InvalidDataException($"--to-version: version {version} is of task '{wanted.Task}', not '{task}'");
            var active = (await connection.QueryAsync<VersionRow>(ActiveSql, new { task }, transaction)).FirstOrDefault(row => row.Kind == wanted.Kind);
            return active?.Version == version
                ? throw new InvalidDataException($"--to-version: version {version} is in use already")
                : [new LearnedSwitch(task, wanted.Kind, active?.Version, version)];
        }, by, stop);

    /// <summary>
    /// Undoes the latest training run among the versions in use: each kind that it brought goes back to the version before, or to none.
    /// </summary>
    /// <exception cref="InvalidDataException">Nothing is in use for the task.</exception>
    public Task<IReadOnlyList<LearnedSwitch>> RollBackAsync(string task, string by, CancellationToken stop) =>
        SwitchAsync(async (connection, transaction) =>
        {
            var active = (await connection.QueryAsync<VersionRow>(ActiveSql, new { task }, transaction)).AsList();
            if (active.Count == 0)
                throw new InvalidDataException($"nothing learned is in use for task '{task}': 'batchrouter train list' shows all versions");
            var run = active.MaxBy(row => row.Version)!.RunId;
            var switches = new List<LearnedSwitch>();
            foreach (var row in active.Where(row => row.RunId == run).OrderBy(row => row.Version))
                switches.Add(new LearnedSwitch(task, row.Kind, row.Version, await connection.ExecuteScalarAsync<long?>(
                    BeforeSql, new { task, kind = row.Kind, row.Version }, transaction)));
            return switches;
        }, by, stop);

    /// <summary>All versions, of one task or of all.</summary>
    public async Task<IReadOnlyList<LearnedRow>> ListAsync(string? task, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<LearnedRow>(new CommandDefinition(ListSql, new { task }, cancellationToken: stop))).AsList();
    }

    private async Task<IReadOnlyList<LearnedSwitch>> SwitchAsync(
        Func<NpgsqlConnection, NpgsqlTransaction, Task<IReadOnlyList<LearnedSwitch>>> choose, string by, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync(LockSql, transaction: transaction);
        var switches = await choose(connection, transaction);
        foreach (var one in switches)
            await connection.ExecuteAsync(SwitchSql, new { one.Task, one.Kind, to = one.ToVersion, reason = "rollback", by }, transaction);
        await transaction.CommitAsync(stop);
        return switches;
    }

    private sealed record VersionRow
    {
        public long Version { get; init; }

        public Guid RunId { get; init; }

        public string Task { get; init; } = "";

        public string Kind { get; init; } = "";
    }
}

/// <summary>What a training run brought forth.</summary>
/// <param name="Kind">Of one run each kind comes at most once.</param>
/// <param name="Artifact">The stored form.</param>
/// <param name="Examples">How many it was learned from.</param>
/// <param name="SummaryJson">For people: calibration error, findings, quantiles of gains.</param>
public sealed record TrainedModel(LearnedKind Kind, byte[] Artifact, int Examples, string SummaryJson);

/// <summary>One switch; null, nothing learned was or is in use.</summary>
public sealed record LearnedSwitch(string Task, string Kind, long? FromVersion, long? ToVersion);

/// <summary>One version.</summary>
public sealed record LearnedRow
{
    public long Version { get; init; }

    public Guid RunId { get; init; }

    public string Task { get; init; } = "";

    public string Kind { get; init; } = "";

    public int Examples { get; init; }

    public int Bytes { get; init; }

    public string SummaryJson { get; init; } = "{}";

    public DateTime TrainedAt { get; init; }

    public bool Active { get; init; }

    /// <summary>When it came into use last; null, never.</summary>
    public DateTime? SwitchedAt { get; init; }

    public string? SwitchedBy { get; init; }
}
