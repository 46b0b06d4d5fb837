using System.Security.Cryptography;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>A message that never became a job, on its way to its row.</summary>
internal sealed class RejectionWrite(Rejection rejection) : Write<bool>
{
    public override object Key => (Rejection.JobId, Convert.ToHexString(BodyHash));

    public Rejection Rejection { get; } = rejection;

    public byte[] BodyHash { get; } = SHA256.HashData(rejection.Body.Span);
}

/// <summary>Records rejections; the same message again changes nothing.</summary>
internal sealed class RejectionStatement : GroupStatement<RejectionWrite>
{
    private const string Sql = """
        insert into rejections (job_id, body_hash, project, group_id, field, code, reason, body, rejected_at, announced_at)
        select * from unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::timestamptz[],
            $10::timestamptz[])
        on conflict (job_id, body_hash) do update set announced_at = coalesce(rejections.announced_at, excluded.announced_at)
        """;

    protected override NpgsqlBatchCommand Command(IReadOnlyList<RejectionWrite> writes)
    {
        var command = new NpgsqlBatchCommand(Sql);
        command.Add(writes, write => write.Rejection.JobId);
        command.Add(writes, write => write.BodyHash);
        command.Add(writes, write => SafeText.Of(write.Rejection.Project));
        command.Add(writes, write => SafeText.Of(write.Rejection.GroupId));
        command.Add(writes, write => SafeText.Of(write.Rejection.Field)!);
        command.Add(writes, write => write.Rejection.Code);
        command.Add(writes, write => SafeText.Of(write.Rejection.Reason)!);
        command.Add(writes, write => write.Rejection.Body.ToArray());
        command.Add(writes, write => write.Rejection.At.UtcDateTime);
        command.Add(writes, write => write.Rejection.IsAnnounced ? write.Rejection.At.UtcDateTime : (DateTime?)null);
        return command;
    }
}
