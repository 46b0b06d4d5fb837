using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Routing;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>How attempts are opened and their holds written, as the two statements that open them share it.</summary>
internal static class AttemptColumns
{
    public const int Count = 15;

    /// <summary>The end of a "with": attempts of the jobs in <paramref name="jobs"/>, and their holds. Parameters from <paramref name="first"/> on.</summary>
    /// <param name="jobs">Name of the rows with project and job_id.</param>
    /// <param name="first">Of the parameters.</param>
    /// <param name="parks">Whether some are parked: their columns follow. A text of its own, since most groups have none.</param>
    public static string StartedSql(string jobs, int first, bool parks = false) => $"""
        started as (
            insert into attempts (attempt_id, project, job_id, number, purpose, state, model, lane, price_version, predicted_quality,
                hold_nano_usd, max_output_tokens, started_at, accounts, soft_accounts, soft_hold_nano_usd)
            select a.attempt_id, a.project, a.job_id, a.number, a.purpose::attempt_purpose, 'started', a.model, a.lane::lane, a.price_version,
                a.predicted_quality, a.hold_nano_usd, a.max_output_tokens, a.started_at, a.accounts::bigint[], a.soft_accounts::bigint[], a.soft_hold
            from unnest(${first}::uuid[], ${first + 1}::text[], ${first + 2}::uuid[], ${first + 3}::int[], ${first + 4}::text[], ${first + 5}::text[],
                ${first + 6}::text[], ${first + 7}::text[], ${first + 8}::float8[], ${first + 9}::bigint[], ${first + 10}::int[],
                ${first + 11}::timestamptz[], ${first + 12}::text[], ${first + 13}::text[], ${first + 14}::bigint[])
            as a(attempt_id, project, job_id, number, purpose, model, lane, price_version, predicted_quality, hold_nano_usd,
                max_output_tokens, started_at, accounts, soft_accounts, soft_hold)
            join {jobs} using (project, job_id)
            returning attempt_id, accounts, hold_nano_usd, soft_accounts, soft_hold_nano_usd),
        {(parks ? $"{ParkColumns.ParkedSql(first + Count)}," : "")}
        held as (
            update accounts a set held_nano_usd = a.held_nano_usd + s.held,
                peak_nano_usd = greatest(a.peak_nano_usd, a.posted_nano_usd + a.held_nano_usd + s.held)
            from (select account_id, sum(amount)::bigint as held
                from (select unnest(accounts) as account_id, hold_nano_usd as amount from started
                    union all select unnest(soft_accounts), soft_hold_nano_usd from started
                    {(parks ? ParkColumns.HeldSql : "")}) each
                group by account_id) s
            where a.account_id = s.account_id)
        """;

    public static void Add(NpgsqlBatchCommand command, IEnumerable<IAsks> writes)
    {
        var started = writes.Where(write => write.Buy is not null).Select(write => (Key: write.Job, write.Buy!.Attempt, write.Holding)).ToList();
        command.Add(started, row => row.Attempt.Id);
        command.Add(started, row => row.Key.Project);
        command.Add(started, row => row.Key.JobId);
        command.Add(started, row => row.Attempt.Number);
        command.Add(started, row => SqlNames.Of(row.Attempt.Purpose));
        command.Add(started, row => row.Attempt.Candidate.Offer.Model.Name);
        command.Add(started, row => LaneNames.Of(row.Attempt.Candidate.Offer.Lane));
        command.Add(started, row => row.Attempt.Candidate.Offer.Price.Version);
        command.Add(started, row => row.Attempt.Candidate.Quality);
        command.Add(started, row => row.Attempt.Candidate.HoldNanoUsd);
        command.Add(started, row => row.Attempt.Candidate.MaxOutputTokens);
        command.Add(started, row => row.Attempt.StartedAt.UtcDateTime);
        command.Add(started, row => row.Holding.Accounts);
        command.Add(started, row => row.Holding.SoftAccounts);
        command.Add(started, row => row.Attempt.Candidate.SoftHoldNanoUsd);
    }
}
