using Dapper;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

/// <summary>Writes rows of the ledger as they would stand after work, without any work.</summary>
internal sealed class LedgerRows(NpgsqlDataSource source)
{
    private const string JobSql = """
        insert into jobs (project, job_id, task, urgency, state, deadline, received_at, body_hash, fence)
        values (@project, @job, @task, 'bulk', 'running', now() + interval '1 hour', now(), '\x00', 1)
        """;

    private const string AttemptSql = """
        insert into attempts (attempt_id, project, job_id, number, purpose, state, model, lane, price_version, predicted_quality, hold_nano_usd,
            max_output_tokens, started_at, accounts, soft_accounts, soft_hold_nano_usd)
        values (@Id, @Project, @Job, @Number, 'first', 'started', @Model, @Lane::lane, 'v1', 0.5, @Hold, 100, @Started, @Accounts, @SoftAccounts, @SoftHold)
        """;

    private const string EndSql = """
        update attempts set state = @state::attempt_state, ended_at = @ended, input_tokens = @input, cached_input_tokens = @cached, output_tokens = @output,
            provider_request_id = @request where attempt_id = @id
        """;

    private const string EntrySql = """
        insert into entries (attempt_id, kind, number, amount_nano_usd, posted_at, provider_request_id)
        values (@attempt, @kind::entry_kind, @number, @amount, coalesce(@posted, now()), @request)
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task<Guid> JobAsync(string project = "p", string task = "t")
    {
        var job = Guid.NewGuid();
        await ExecuteAsync(JobSql, new { project, job, task });
        return job;
    }

    /// <summary>An attempt of a job of its own, unless it names one.</summary>
    public async Task<Guid> AttemptAsync(Spent spent)
    {
        if (spent.Job == Guid.Empty)
            spent = spent with { Job = await JobAsync(spent.Project, spent.Task) };
        await ExecuteAsync(AttemptSql, spent);
        foreach (var state in spent.State switch { "started" => [], "assumed" => ["unknown", "assumed"], var one => (string[])[one] })
            await ExecuteAsync(EndSql, new
            {
                state,
                ended = spent.Started.AddMilliseconds(5),
                input = spent.Tokens?.Input,
                cached = spent.Tokens?.Cached,
                output = spent.Tokens?.Output,
                request = spent.Request,
                id = spent.Id,
            });
        return spent.Id;
    }

    public Task EntryAsync(Guid attempt, long amount, DateTime? posted = null, string kind = "charge", int number = 0, string? request = null) =>
        ExecuteAsync(EntrySql, new { attempt, kind, number, amount, posted, request });

    /// <summary>A replied attempt with its charge.</summary>
    public async Task<Guid> ChargedAsync(long amount, DateTime? posted = null, Spent? spent = null)
    {
        var attempt = await AttemptAsync((spent ?? new Spent()) with { State = "replied" });
        await EntryAsync(attempt, amount, posted, request: spent?.Request);
        return attempt;
    }

    /// <summary>The account of a new budget.</summary>
    public async Task<long> AccountAsync(string scope, long posted, long held, DateTime? from = null, DateTime? to = null)
    {
        await using var connection = await source.OpenConnectionAsync(Stop);
        var budget = await connection.ExecuteScalarAsync<int>(
            "insert into budgets (scope, window_kind, limit_nano_usd, set_by) values (@scope, 'day', 1000000, 'command') returning budget_id", new { scope });
        return await connection.ExecuteScalarAsync<long>(
            """
            insert into accounts (budget_id, window_start, window_end, limit_nano_usd, soft, posted_nano_usd, held_nano_usd, peak_nano_usd)
            values (@budget, coalesce(@from, date_trunc('day', now(), 'UTC')), @to, 1000000, false, @posted, @held, @posted + @held) returning account_id
            """,
            new { budget, from, to, posted, held });
    }

    /// <summary>What no lawful writer can do: as a superuser who switches the guards off.</summary>
    public async Task TamperAsync(string sql, object? parameters = null)
    {
        await using var connection = await source.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await connection.ExecuteAsync("set local session_replication_role = replica", transaction: transaction);
        Assert.NotEqual(0, await connection.ExecuteAsync(sql, parameters, transaction));
        await transaction.CommitAsync(Stop);
    }

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await source.OpenConnectionAsync(Stop);
        await connection.ExecuteAsync(sql, parameters);
    }
}

/// <summary>One attempt as a test wants it.</summary>
internal sealed record Spent
{
    public Guid Id { get; init; } = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public Guid Job { get; init; }

    public int Number { get; init; } = 1;

    public string Project { get; init; } = "p";

    public string Task { get; init; } = "t";

    public string State { get; init; } = "started";

    public string Model { get; init; } = "m";

    public string Lane { get; init; } = "sync";

    public long Hold { get; init; } = 9_000;

    public long SoftHold { get; init; }

    public long[] Accounts { get; init; } = [];

    public long[] SoftAccounts { get; init; } = [];

    public DateTime Started { get; init; } = TimeProvider.System.GetUtcNow().UtcDateTime;

    public (long Input, long Cached, long Output)? Tokens { get; init; }

    public string? Request { get; init; }
}
