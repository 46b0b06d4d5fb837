using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using BatchRouter.Scoring;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Learning;

/// <summary>
/// Reads what became of a task's settled jobs, row by row: however many there are, one is held at a time. Jobs that users or audits
/// judged come before others where there are more than are wanted, and newer ones before older. Side jobs are nobody's own work: left out.
/// </summary>
public sealed class OutcomeReader(NpgsqlDataSource postgres)
{
    private const string CountSql = """
        select least(count(*), @most) from jobs j
        where j.task = @task and j.state = 'settled' and j.side is null and j.ended_at >= @from and j.ended_at < @to
        """;

    // An answer that was served again was bought by another job, and a small model's verdict is none.
    private const string Sql = """
        with chosen as materialized (
            select j.project, j.job_id, j.model, j.answer_attempt, j.ended_at,
                exists (select 1 from feedback f where f.project = j.project and f.job_id = j.job_id)
                or exists (select 1 from audits u where u.project = j.project and u.job_id = j.job_id and u.agreement is not null) as is_judged
            from jobs j
            where j.task = @task and j.state = 'settled' and j.side is null and j.ended_at >= @from and j.ended_at < @to
            order by is_judged desc, j.ended_at desc limit @most)
        select c.project, c.job_id, c.model, c.answer_attempt, r.body::text as body,
            (select avg(f.score) from feedback f where f.project = c.project and f.job_id = c.job_id) as feedback,
            u.cheap_attempt, u.cheap_model, u.strong_model, u.agreement, a.attempts
        from chosen c join requests r on r.project = c.project and r.job_id = c.job_id
            left join lateral (
                select u.cheap_attempt, u.cheap_model, u.strong_model, u.agreement from audits u
                where u.project = c.project and u.job_id = c.job_id and u.agreement is not null order by u.at desc limit 1) u on true
            left join lateral (
                select json_agg(json_build_object('id', a.attempt_id, 'model', a.model, 'confidence', a.confidence, 'signals', a.signals) order by a.number)::text
                    as attempts
                from attempts a
                where a.project = c.project and a.job_id = c.job_id and a.confidence is not null and a.purpose not in ('cache', 'classify')) a on true
        """;

    /// <summary>How many rows <see cref="ReadAsync"/> will give.</summary>
    public async Task<long> CountAsync(string task, DateTimeOffset? from, DateTimeOffset? to, int most, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(CountSql, Values(task, from, to, most), commandTimeout: 0, cancellationToken: stop));
    }

    /// <param name="task">The jobs' task.</param>
    /// <param name="from">Settled from then on; null, from the beginning.</param>
    /// <param name="to">Settled before; null, up to now.</param>
    /// <param name="most">So many jobs at most.</param>
    /// <param name="stop">Cancels.</param>
    public async IAsyncEnumerable<StoredOutcome> ReadAsync(
        string task, DateTimeOffset? from, DateTimeOffset? to, int most, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await foreach (var row in connection.QueryUnbufferedAsync<Row>(Sql, Values(task, from, to, most), commandTimeout: 0).WithCancellation(stop))
            yield return row.ToOutcome();
    }

    private static object Values(string task, DateTimeOffset? from, DateTimeOffset? to, int most) => new
    {
        task,
        from = from?.UtcDateTime ?? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc),
        to = to?.UtcDateTime ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
        most,
    };

    private sealed record Row
    {
        public string Project { get; init; } = "";

        public Guid JobId { get; init; }

        public string? Model { get; init; }

        public Guid? AnswerAttempt { get; init; }

        public string Body { get; init; } = "";

        public double? Feedback { get; init; }

        public Guid? CheapAttempt { get; init; }

        public string? CheapModel { get; init; }

        public string? StrongModel { get; init; }

        public double? Agreement { get; init; }

        public string? Attempts { get; init; }

        public StoredOutcome ToOutcome() => new()
        {
            Id = $"{Project}/{JobId}",
            Body = Encoding.UTF8.GetBytes(Body),
            AnswerModel = Model,
            AnswerAttempt = AnswerAttempt,
            Feedback = Feedback,
            Audit = Agreement is { } agreement && CheapModel is { } cheap ? new StoredAudit(CheapAttempt, cheap, StrongModel, agreement) : null,
            Attempts = Attempts is null ? [] : Read(Attempts),
        };

        private static List<StoredAttempt> Read(string json)
        {
            using var parsed = JsonDocument.Parse(json);
            return parsed.RootElement.EnumerateArray().Select(attempt => new StoredAttempt(
                attempt.GetProperty("id").GetGuid(), attempt.GetProperty("model").GetString()!, attempt.GetProperty("confidence").GetDouble(),
                Signals(attempt.GetProperty("signals")))).ToList();
        }

        // Name to [value, contribution], as they were written.
        private static List<Signal> Signals(JsonElement signals) => signals.ValueKind != JsonValueKind.Object
            ? []
            : signals.EnumerateObject().Select(signal => new Signal(signal.Name, signal.Value[0].GetDouble(), signal.Value[1].GetDouble())).ToList();
    }
}

/// <summary>What became of one job.</summary>
public sealed record StoredOutcome
{
    /// <summary>Project and job id.</summary>
    public required string Id { get; init; }

    /// <summary>The message, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whose answer it was settled with; null, there is none.</summary>
    public string? AnswerModel { get; init; }

    public Guid? AnswerAttempt { get; init; }

    /// <summary>The mean of what users said of the answer, 0..1; null, nobody did.</summary>
    public double? Feedback { get; init; }

    public StoredAudit? Audit { get; init; }

    /// <summary>Answers that were bought for it, in their order.</summary>
    public IReadOnlyList<StoredAttempt> Attempts { get; init; } = [];
}

/// <summary>An accepted answer, held against the strongest model's.</summary>
public sealed record StoredAudit(Guid? CheapAttempt, string CheapModel, string? StrongModel, double Agreement);

/// <summary>One bought answer.</summary>
public sealed record StoredAttempt(Guid Id, string Model, double Confidence, IReadOnlyList<Signal> Signals);
