using BatchRouter.Jobs;
using BatchRouter.Postgres.Grouping;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>A statement that writes jobs which no budget keeps out, and gives back the keys of those it wrote.</summary>
internal abstract class JobStatement<TWrite> : GroupStatement<TWrite> where TWrite : Write, IAsks
{
    public sealed override bool HasRows => true;

    protected sealed override IReadOnlyList<TWrite> Chosen(IReadOnlyList<TWrite> writes) => writes.Where(write => write.Refusal is null).ToList();

    protected sealed override async Task ReadAsync(NpgsqlDataReader reader, IReadOnlyList<TWrite> writes)
    {
        var written = new HashSet<JobKey>();
        while (await reader.ReadAsync())
            written.Add(new JobKey(reader.GetString(0), reader.GetGuid(1)));
        foreach (var write in writes)
            if (written.Contains(write.Job))
                Written(write);
    }

    /// <summary>Says so to one that was.</summary>
    protected abstract void Written(TWrite write);
}
