using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Submitting;
using BatchRouter.Jobs;
using BatchRouter.Providers.Counting;
using BatchRouter.Providers.Schemas;
using BatchRouter.Quoting;
using BatchRouter.Routing;
using BatchRouter.Worker.Submitting;

namespace BatchRouter.Cli.Estimating;

/// <summary>Reads jobs as <c>submit</c> does, and decides each as a worker would. No call, no money.</summary>
internal sealed class EstimateRun(ISource source, Router router, WorkerView view, Screen screen, TimeProvider clock)
{
    private const int ProgressEvery = 1_000;

    private readonly TokenCounter _tokens = new();
    private readonly HashSet<JobKey> _seen = [];

    /// <param name="now">The moment that all are decided for.</param>
    /// <param name="stop">Gives up: nothing is left behind.</param>
    public async Task<EstimateResult> RunAsync(DateTimeOffset now, CancellationToken stop)
    {
        var tally = new EstimateTally(view.Budgets, router.Policy.TeamOf);
        await new Bars(screen, clock).ShowAsync("estimating", async progress =>
        {
            var schemas = new NJsonSchemaValidator();
            var (checker, worker) = (new EntryChecker(now, schemas), new SubmissionReader(new LiveRouter(router), schemas));
            await foreach (var entry in source.ReadAsync(stop))
            {
                stop.ThrowIfCancellationRequested();
                var (job, fault) = checker.Check(entry);
                if (job is null)
                    tally.AddInvalid(entry, fault!);
                else if (!_seen.Add(job.Key))
                    tally.AddRepeated();
                else
                    await AddAsync(tally, worker.Read(entry.Body, now, now), now, stop);
                if (tally.Found % ProgressEvery == 0)
                    progress(tally.Found, source.Count ?? 0, tally.Invalid == 0 ? "" : $"({tally.Invalid} invalid)");
            }

            progress(tally.Found, tally.Found, tally.Invalid == 0 ? "" : $"({tally.Invalid} invalid)");
        });
        return tally.Result(view, router.Catalog.Version, router.Policy.Version);
    }

    private async Task AddAsync(EstimateTally tally, Submission submission, DateTimeOffset now, CancellationToken stop)
    {
        if (submission is Submission.Accepted { Job: var job })
            tally.Add(JobQuote.Of(await RequestAsync(job, now, stop), router));
        else if (submission is Submission.Refused { Rejection: var refusal })
            tally.AddRefused(refusal.Field, refusal.Code);
        else
            throw new InvalidOperationException("a message that was readable is not any more");
    }

    private async Task<RoutingRequest> RequestAsync(BatchJob job, DateTimeOffset now, CancellationToken stop)
    {
        var cap = router.Policy.TaskFor(job.Task).Caps.CostNanoUsd;
        var request = new RoutingRequest
        {
            Job = job,
            Now = now,
            Size = _tokens.Measure(job),
            Step = 1,
            Perception = await view.Senses.PerceiveAsync(job, router.Policy, stop),
            LeftNanoUsd = job.MaxCostNanoUsd is { } own && (cap is null || own < cap) ? own : cap,
        };
        return view.Senses.Look(request, router.Policy.TeamOf(job.Key.Project), router);
    }
}
