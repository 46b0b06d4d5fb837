using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Cancelling;
using BatchRouter.Catalog;
using BatchRouter.Classifying;
using BatchRouter.Forecasting;
using BatchRouter.Jobs;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Running;

/// <summary>A runner among fakes, and the journal of all that they were asked to do.</summary>
internal sealed class Stage : IAnnouncer, ITokenCounter, ISchemaValidator, IAnswerCache
{
    private int _ids;

    public Stage(TaskPolicy? task = null, params CatalogModel[] models)
    {
        Store = new FakeJobStore(Journal);
        Models = new FakeModels(Journal);
        Live = new LiveRouter(new Router(Some.Catalog(models), Some.Policy(task)));
        Runner = new JobRunner(Live, new AnswerScorer(this), Store, Models, this, this, this,
            new Senses(new Perceiver(learned: Book), Observed, Costs, new BudgetPressure(), Book), Verdicts, new AttemptIds(_ => Id(++_ids)), Cancelled, Clock);
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public List<string> Journal { get; } = [];

    public FakeTimeProvider Clock { get; } = new(Some.Noon);

    public FakeJobStore Store { get; }

    public FakeModels Models { get; }

    public LiveRouter Live { get; }

    public VerdictMemory Verdicts { get; } = new();

    public ObservedCosts Costs { get; } = new();

    /// <summary>What was learned; nothing, unless a test says so.</summary>
    public LearnedBook Book { get; } = new();

    public CancelledGroups Cancelled { get; } = new();

    public ObservedModels Observed { get; } = new();

    /// <summary>What the cache holds, whatever is asked.</summary>
    public CachedAnswer? Cached { get; set; }

    public JobRunner Runner { get; }

    public List<Announcement> Announced { get; } = [];

    public int PromptTokens { get; set; } = 100;

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public Task<OpenResult> DeliverAsync(BatchJob? job = null) => Runner.DeliverAsync(job ?? Some.Job(), Clock.GetUtcNow(), Stop);

    public async Task ResumeAsync(JobState state, int rescues = 0, int waits = 0, BatchJob? job = null, params PastAttempt[] attempts)
    {
        var lease = new Lease((job ?? Some.Job()).Key, state, 7);
        Store.Put(lease);
        await Runner.ResumeAsync(new ClaimedJob(job ?? Some.Job(), lease, rescues, waits, attempts.Length, attempts), Stop);
    }

    public Task AnnounceAsync(Announcement announcement, CancellationToken stop)
    {
        Announced.Add(announcement);
        Journal.Add("announce");
        return Task.CompletedTask;
    }

    public Task<CachedAnswer?> FindAsync(
        string project, byte[] key, DateTimeOffset boughtAfter, double leastConfidence, CancellationToken stop) => Task.FromResult(Cached);

    public PromptSize Measure(BatchJob job) => new(PromptTokens, 2 * PromptTokens, job.Images);

    public SchemaVerdict Validate(string jsonSchema, string json) => SchemaVerdict.Valid;

    public SchemaVerdict Check(string jsonSchema) => SchemaVerdict.Valid;
}
