using BatchRouter.Jobs;
using BatchRouter.Postgres.Grouping;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>The world was told of a job's end.</summary>
internal sealed class AnnouncedWrite(JobKey key) : Write<bool>
{
    public override object Key => Job;

    public JobKey Job { get; } = key;
}

/// <summary>Rides in any later group: a repeat of the announcement is all that its loss costs.</summary>
internal sealed class AnnouncedStatement : GroupStatement<AnnouncedWrite>
{
    private const string Sql = """
        update jobs j set announced_at = now() from unnest($1::text[], $2::uuid[]) as u(project, job_id)
        where j.project = u.project and j.job_id = u.job_id and j.ended_at is not null and j.announced_at is null
        """;

    protected override NpgsqlBatchCommand Command(IReadOnlyList<AnnouncedWrite> writes)
    {
        var command = new NpgsqlBatchCommand(Sql);
        var ordered = writes.OrderBy(write => write.Job.JobId).ToList();
        command.Add(ordered, write => write.Job.Project);
        command.Add(ordered, write => write.Job.JobId);
        return command;
    }
}
