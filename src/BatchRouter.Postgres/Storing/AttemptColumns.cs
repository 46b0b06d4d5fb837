using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Routing;
using BatchRouter.Running;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>The twelve columns of attempts to be opened, as the two statements that open them name them.</summary>
internal static class AttemptColumns
{
    public static void Add(NpgsqlBatchCommand command, IReadOnlyList<(JobKey Key, Attempt Attempt)> started)
    {
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
    }
}
