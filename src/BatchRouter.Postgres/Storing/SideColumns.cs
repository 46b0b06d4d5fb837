using System.Security.Cryptography;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Siding;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>How side jobs are opened, as the statements that open them share it.</summary>
internal static class SideColumns
{
    /// <summary>Part of a "with": side jobs with their messages and draws; known ones change nothing. Parameters from <paramref name="first"/> on.</summary>
    /// <param name="first">Of the parameters.</param>
    /// <param name="moved">Only those whose jobs are in it; null, all.</param>
    public static string OpenedSql(int first, string? moved) => $"""
        sides as materialized (
            select u.* from unnest(${first}::text[], ${first + 1}::uuid[], ${first + 2}::text[], ${first + 3}::text[], ${first + 4}::uuid[],
                ${first + 5}::timestamptz[], ${first + 6}::bytea[], ${first + 7}::bytea[], ${first + 8}::text[], ${first + 9}::timestamptz[],
                ${first + 10}::uuid[], ${first + 11}::text[], ${first + 12}::float8[], ${first + 13}::text[], ${first + 14}::text[], ${first + 15}::float8[])
            as u(project, job_id, task, side, side_of, deadline, body_hash, body, arm, at, given_attempt, given_model, confidence, comparison, judge_model, share)
            {(moved is null ? "" : $"join {moved} m on m.project = u.project and m.job_id = u.side_of")}),
        sided as (
            insert into jobs (project, job_id, task, urgency, state, deadline, received_at, body_hash, fence, held_reason, wake_at, announced_at,
                side, side_of, arms)
            select project, job_id, task, 'bulk', 'held', deadline, at, body_hash, 1, 'side', at, at, side, side_of,
                case when arm is not null then array[arm] end
            from sides order by project, job_id
            on conflict (project, job_id) do nothing
            returning project, job_id),
        side_bodies as (
            insert into requests (project, job_id, body)
            select s.project, s.job_id, convert_from(s.body, 'UTF8')::json from sides s join sided using (project, job_id)),
        drawn as (
            insert into comparisons (project, side_job, side, job_id, task, given_attempt, given_model, confidence, comparison, judge_model, share, drawn_at)
            select s.project, s.job_id, s.side, s.side_of, s.task, s.given_attempt, s.given_model, s.confidence, s.comparison, s.judge_model, s.share, s.at
            from sides s join sided using (project, job_id) where s.comparison is not null)
        """;

    public static void Add(NpgsqlBatchCommand command, IReadOnlyList<(SideJob Side, DateTimeOffset At)> sides)
    {
        command.Add(sides, row => row.Side.Job.Key.Project);
        command.Add(sides, row => row.Side.Job.Key.JobId);
        command.Add(sides, row => row.Side.Job.Task);
        command.Add(sides, row => SqlNames.Of(row.Side.Job.Side!.Value));
        command.Add(sides, row => row.Side.Of);
        command.Add(sides, row => row.Side.Job.Deadline.UtcDateTime);
        command.Add(sides, row => SHA256.HashData(row.Side.Job.Body.Span));
        command.Add(sides, row => row.Side.Job.Body.ToArray());
        command.Add(sides, row => row.Side.Arm);
        command.Add(sides, row => row.At.UtcDateTime);
        command.Add(sides, row => row.Side.Draw?.Given);
        command.Add(sides, row => row.Side.Draw?.Model);
        command.Add(sides, row => row.Side.Draw?.Confidence);
        command.Add(sides, row => row.Side.Draw is { } draw ? SqlNames.Of(draw.How) : null);
        command.Add(sides, row => row.Side.Draw?.JudgeModel);
        command.Add(sides, row => row.Side.Draw?.Share);
    }
}
