using BatchRouter.Cli.Presenting;
using BatchRouter.Perceiving;
using BatchRouter.Postgres.Reading;
using BatchRouter.Providers.Schemas;
using BatchRouter.Replaying;
using BatchRouter.Routing;
using BatchRouter.Worker.Submitting;
using Npgsql;

namespace BatchRouter.Cli.Replaying;

/// <summary>Makes stored decisions again under a catalogue and a policy. Reads Postgres and calls nobody.</summary>
internal sealed class ReplayRun(NpgsqlDataSource source, Screen screen, TimeProvider clock)
{
    /// <param name="router">The given catalogue and policy.</param>
    /// <param name="range">Which jobs.</param>
    /// <param name="listed">Changed jobs to list.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<ReplayReport> RunAsync(Router router, DecisionRange range, int listed, CancellationToken stop)
    {
        var reader = new DecisionReader(source);
        var answers = new RecordedAnswers();
        foreach (var model in await reader.AnswersAsync(range, stop))
            answers.Add(model.Task, model.Model, model.Count, model.Confidence, model.Predicted);
        var (replayer, sum) = (new Replayer(router, new Perceiver()), new ReplaySum(router.Policy, answers, listed));
        var messages = new SubmissionReader(new LiveRouter(router), new NJsonSchemaValidator());
        await new Bars(screen, clock).ShowAsync("replaying", await reader.CountAsync(range, stop), async progress =>
        {
            await foreach (var job in reader.ReadAsync(range, stop))
            {
                sum.Add(await replayer.ReplayAsync(new RecordedJob(messages.ReadAgain(job.Body), job.Decided, job.SpentNanoUsd, job.IsLate), stop));
                progress(sum.Jobs, "");
            }
        });
        return ReplayReport.Of(router, sum, answers.Count);
    }
}
