using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Running;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

/// <summary>What must never be is refused by the schema, whoever writes.</summary>
public sealed class SchemaTests(MigratedDatabase<SchemaTests> database) : IClassFixture<MigratedDatabase<SchemaTests>>
{
    private const string Refused = "BR001";

    private static readonly Dictionary<AttemptState, AttemptState[]> AttemptMoves = new()
    {
        [AttemptState.Started] = [AttemptState.Replied, AttemptState.Failed, AttemptState.Unknown],
        [AttemptState.Replied] = [],
        [AttemptState.Failed] = [],
        [AttemptState.Unknown] = [AttemptState.Replied, AttemptState.Failed, AttemptState.Assumed],
        [AttemptState.Assumed] = [],
    };

    [Fact]
    public async Task Jobs_EveryPairOfStates_MovesAsTheTableOfMovesSays()
    {
        var differences = new List<string>();
        foreach (var from in Enum.GetValues<JobState>())
            foreach (var to in Enum.GetValues<JobState>().Where(to => to != from))
            {
                var wasRefused = await RefusalAsync(MoveSql, new { id = await JobAsync(from), state = SqlNames.Of(to) }) == Refused;
                if (wasRefused == JobMoves.Allowed[from].Contains(to))
                    differences.Add($"{from} -> {to}: {(wasRefused ? "refused" : "let through")}");
            }

        Assert.Empty(differences);
    }

    [Theory]
    [InlineData(JobState.Shipped)]
    [InlineData(JobState.Settled)]
    [InlineData(JobState.Cancelled)]
    public async Task Jobs_BegunAtALaterState_AreRefused(JobState state) =>
        Assert.Equal(Refused, await RefusalAsync(InsertSql, new { id = Guid.NewGuid(), state = SqlNames.Of(state) }));

    [Fact]
    public async Task Attempts_EveryPairOfStates_MovesAsTheDesignSays()
    {
        var differences = new List<string>();
        foreach (var from in Enum.GetValues<AttemptState>())
            foreach (var to in Enum.GetValues<AttemptState>().Where(to => to != from))
            {
                var wasRefused = await RefusalAsync(
                    "update attempts set state = @state::attempt_state where attempt_id = @id",
                    new { id = await AttemptAsync(from), state = SqlNames.Of(to) }) == Refused;
                if (wasRefused == AttemptMoves[from].Contains(to))
                    differences.Add($"{from} -> {to}: {(wasRefused ? "refused" : "let through")}");
            }

        Assert.Empty(differences);
    }

    // Defect: model, lane, deadline and others of a settled job could be rewritten.
    [Theory]
    [InlineData("outcome = 'exhausted'")]
    [InlineData("reason = 'other'")]
    [InlineData("answer_attempt = gen_random_uuid()")]
    [InlineData("model = 'other'")]
    [InlineData("lane = 'batch'")]
    [InlineData("confidence = 0.1")]
    [InlineData("attempts = attempts + 1")]
    [InlineData("cost_nano_usd = cost_nano_usd + 1")]
    [InlineData("late = not coalesce(late, false)")]
    [InlineData("ended_at = ended_at + interval '1 second'")]
    [InlineData("deadline = deadline + interval '1 second'")]
    [InlineData("received_at = received_at + interval '1 second'")]
    [InlineData("task = 'other'")]
    [InlineData("group_id = 'other'")]
    [InlineData("urgency = 'urgent'")]
    [InlineData("fence = fence + 1")]
    [InlineData("worker_id = gen_random_uuid()")]
    [InlineData("rescues = rescues + 1")]
    [InlineData("waits = waits + 1")]
    [InlineData("decisions = decisions + 1")]
    [InlineData("body_hash = '\\x02'")]
    [InlineData("held_reason = 'other'")]
    public async Task Jobs_AFinalState_IsImmutable(string change)
    {
        Assert.Equal(Refused, await RefusalAsync($"update jobs set {change} where job_id = @id", new { id = await JobAsync(JobState.Settled) }));
        // Here a check may speak before the trigger does: an outcome belongs to settled jobs alone.
        foreach (var state in (JobState[])[JobState.Rejected, JobState.Cancelled])
            Assert.Contains(await RefusalAsync($"update jobs set {change} where job_id = @id", new { id = await JobAsync(state) }), new[] { Refused, PostgresErrorCodes.CheckViolation });
    }

    [Fact]
    public async Task Jobs_AFinalState_MayStillBeAnnounced() =>
        Assert.Null(await RefusalAsync("update jobs set announced_at = now() where job_id = @id", new { id = await JobAsync(JobState.Settled) }));

    [Theory]
    [InlineData("hold_nano_usd = hold_nano_usd + 1")]
    [InlineData("price_version = 'other'")]
    [InlineData("model = 'other'")]
    [InlineData("lane = 'batch'")]
    [InlineData("job_id = gen_random_uuid()")]
    [InlineData("attempt_id = gen_random_uuid()")]
    public async Task Attempts_WhatWasHeldAndPinned_IsFixed(string change) =>
        Assert.Equal(Refused, await RefusalAsync($"update attempts set {change} where attempt_id = @id", new { id = await AttemptAsync(AttemptState.Started) }));

    [Fact]
    public async Task Attempts_AreNeverDeleted() =>
        Assert.Equal(Refused, await RefusalAsync("delete from attempts where attempt_id = @id", new { id = await AttemptAsync(AttemptState.Started) }));

    [Fact]
    public async Task Entries_ASecondOfOneKind_IsRefused()
    {
        var id = await AttemptAsync(AttemptState.Replied);
        const string sql = "insert into entries (attempt_id, kind, number, amount_nano_usd) values (@id, @kind::entry_kind, @number, @amount)";
        Assert.Null(await RefusalAsync(sql, new { id, kind = "charge", number = 0, amount = 5 }));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, await RefusalAsync(sql, new { id, kind = "charge", number = 0, amount = 5 }));
        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusalAsync(sql, new { id, kind = "charge", number = 1, amount = 5 }));
        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusalAsync(sql, new { id, kind = "assumed", number = 0, amount = -5 }));
        Assert.Null(await RefusalAsync(sql, new { id, kind = "correction", number = 1, amount = -5 }));
        Assert.Null(await RefusalAsync(sql, new { id, kind = "correction", number = 2, amount = 7 }));
    }

    // Defect: a decision or a request could be deleted.
    [Theory]
    [InlineData("update entries set amount_nano_usd = 1 where attempt_id = @attempt")]
    [InlineData("delete from entries where attempt_id = @attempt")]
    [InlineData("update outputs set text = '\"other\"' where attempt_id = @attempt")]
    [InlineData("delete from outputs where attempt_id = @attempt")]
    [InlineData("update decisions set decided = '{}' where job_id = @job")]
    [InlineData("delete from decisions where job_id = @job")]
    [InlineData("update requests set body = '{}' where job_id = @job")]
    [InlineData("delete from requests where job_id = @job")]
    public async Task EntriesOutputsDecisionsAndRequests_AreAppendOnly(string change)
    {
        var job = await JobAsync(JobState.Running);
        var attempt = await AttemptAsync(AttemptState.Replied, job);
        await database.ExecuteAsync("insert into entries (attempt_id, kind, amount_nano_usd) values (@attempt, 'charge', 5)", new { attempt });
        await database.ExecuteAsync("insert into outputs (attempt_id, text) values (@attempt, '\"4\"')", new { attempt });
        await database.ExecuteAsync("insert into decisions (project, job_id, step, decided) values ('p', @job, 1, '[]')", new { job });
        await database.ExecuteAsync("insert into requests (project, job_id, body) values ('p', @job, '[]')", new { job });

        Assert.Equal(Refused, await RefusalAsync(change, new { attempt, job }));
    }

    private const string InsertSql = """
        insert into jobs (project, job_id, task, urgency, state, deadline, received_at, body_hash, fence, wake_at, outcome, reject_code, ended_at)
        values ('p', @id, 't', 'bulk', @state::job_state, now(), now(), '\x01', 1, case when @state = 'held' then now() end,
            case when @state = 'settled' then 'accepted'::job_outcome end, case when @state = 'rejected' then 'code' end,
            case when @state in ('settled', 'rejected', 'cancelled') then now() end)
        """;

    private const string MoveSql = """
        update jobs set state = @state::job_state, wake_at = case when @state = 'held' then now() end,
            outcome = case when @state = 'settled' then 'accepted'::job_outcome end, reject_code = case when @state = 'rejected' then 'code' end,
            ended_at = case when @state in ('settled', 'rejected', 'cancelled') then now() end
        where job_id = @id
        """;

    private async Task<Guid> JobAsync(JobState state)
    {
        var id = Guid.NewGuid();
        JobState[] way = state switch
        {
            JobState.Shipped => [JobState.Parked, JobState.Shipped],
            JobState.Settled or JobState.Cancelled => [JobState.Running, state],
            _ => [state],
        };
        await database.ExecuteAsync(InsertSql, new { id, state = SqlNames.Of(way[0]) });
        foreach (var next in way.Skip(1))
            await database.ExecuteAsync(MoveSql, new { id, state = SqlNames.Of(next) });
        return id;
    }

    private async Task<Guid> AttemptAsync(AttemptState state, Guid? ofJob = null)
    {
        var (id, job) = (Guid.NewGuid(), ofJob ?? await JobAsync(JobState.Running));
        await database.ExecuteAsync(
            """
            insert into attempts (attempt_id, project, job_id, number, purpose, state, model, lane, price_version, predicted_quality, hold_nano_usd,
                max_output_tokens, started_at)
            values (@id, 'p', @job, 1, 'first', 'started', 'm', 'sync', 'v1', 0.5, 100, 10, now())
            """,
            new { id, job });
        AttemptState[] way = state switch
        {
            AttemptState.Started => [],
            AttemptState.Assumed => [AttemptState.Unknown, state],
            _ => [state],
        };
        foreach (var next in way)
            await database.ExecuteAsync("update attempts set state = @state::attempt_state where attempt_id = @id", new { id, state = SqlNames.Of(next) });
        return id;
    }

    private async Task<string?> RefusalAsync(string sql, object parameters)
    {
        try
        {
            await database.ExecuteAsync(sql, parameters);
            return null;
        }
        catch (PostgresException refusal)
        {
            return refusal.SqlState;
        }
    }
}
