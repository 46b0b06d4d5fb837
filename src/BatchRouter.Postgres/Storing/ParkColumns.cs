using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>How rows of the batch lane are parked, as the statements that park them share it.</summary>
internal static class ParkColumns
{
    public const int Count = 13;

    /// <summary>Two parts of a "with", after "started": the rows, and what they hold for the way back. Parameters from <paramref name="first"/> on.</summary>
    public static string ParkedSql(int first) => $"""
        parking as materialized (
            select s.attempt_id, s.accounts, u.project, u.job_id, u.provider, u.model, u.latest_safe_start, u.parked_at, u.leaves_by, u.bytes, u.tokens, u.way_back,
                u.price, u.may_have_more
            from unnest(${first}::uuid[], ${first + 1}::text[], ${first + 2}::uuid[], ${first + 3}::text[], ${first + 4}::text[],
                ${first + 5}::timestamptz[], ${first + 6}::timestamptz[], ${first + 7}::timestamptz[], ${first + 8}::bigint[], ${first + 9}::bigint[],
                ${first + 10}::bigint[], ${first + 11}::text[], ${first + 12}::bool[])
            as u(attempt_id, project, job_id, provider, model, latest_safe_start, parked_at, leaves_by, bytes, tokens, way_back, price, may_have_more)
            join started s using (attempt_id)),
        parked as (
            insert into shipment_rows (attempt_id, project, job_id, provider, model, latest_safe_start, parked_at, leaves_by, bytes, tokens,
                way_back_nano_usd, price, may_have_more)
            select attempt_id, project, job_id, provider, model, latest_safe_start, parked_at, leaves_by, bytes, tokens, way_back, price::json, may_have_more
            from parking)
        """;

    /// <summary>Rows of (account_id, amount) that the way back holds.</summary>
    public const string HeldSql = "union all select unnest(accounts), way_back from parking";

    public static void Add(NpgsqlBatchCommand command, IEnumerable<IAsks> writes)
    {
        var rows = writes.Where(write => write.Buy is Move.Park).Select(write => (Key: write.Job, Park: (Move.Park)write.Buy!)).ToList();
        var parks = rows.ConvertAll(row => row.Park);
        command.Add(rows, row => row.Park.Attempt.Id);
        command.Add(rows, row => row.Key.Project);
        command.Add(rows, row => row.Key.JobId);
        command.Add(parks, park => park.Attempt.Candidate.Offer.Model.Provider.Name);
        command.Add(parks, park => park.Attempt.Candidate.Offer.Model.Name);
        command.Add(parks, park => park.LatestSafeStart.UtcDateTime);
        command.Add(parks, park => park.Attempt.StartedAt.UtcDateTime);
        command.Add(parks, park => park.LeavesBy.UtcDateTime);
        command.Add(parks, park => park.Bytes);
        command.Add(parks, park => park.Tokens);
        command.Add(parks, park => park.WayBackNanoUsd);
        command.Add(parks, park => Write(park.Attempt.Candidate.Offer.Price));
        command.Add(parks, park => park.Attempt.Candidate.MayHaveMoreTokens);
    }

    public static bool IsAny(IEnumerable<IAsks> writes) => writes.Any(write => write.Buy is Move.Park);

    /// <summary>The pinned price as a row keeps it, so that it is known whatever the catalogue says by then.</summary>
    public static string Write(Price price) => JsonSerializer.Serialize(price);

    public static Price Read(string json) => JsonSerializer.Deserialize<Price>(json) ?? throw new InvalidDataException("a row without a price");
}
