using BatchRouter.Auditing;
using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Conformance;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing;
using BatchRouter.Sandbox.Crashing.Judging;
using BatchRouter.Sandbox.Crashing.Storing;
using BatchRouter.Settling;
using BatchRouter.Shipping;
using BatchRouter.Siding;

namespace BatchRouter.Tests.Crashing;

/// <summary>The simulator's store stands for Postgres: it passes the same suite.</summary>
public sealed class FakeStoreTests : StoreConformance, IStoreUnderTest
{
    private readonly List<string> _differences = [];
    private readonly FakeDatabase _database = new(TimeProvider.System, new LeaseOptions().Duration);
    private int _budgets;

    public FakeStoreTests()
    {
        var judge = new Judge(_database, new Journal(TimeProvider.System), TimeSpan.Zero);
        _database.Committed = step =>
        {
            judge.Watch(step);
            if (judge.Violation?.StartsWith("sums", StringComparison.Ordinal) == true)
                _differences.Add(judge.Violation);
        };
    }

    IUnknownAttempts IStoreUnderTest.Unknown => Of(Guid.NewGuid());

    IAnswerCache IStoreUnderTest.Cache => Of(Guid.NewGuid());

    ISideJobs IStoreUnderTest.Sides => Of(Guid.NewGuid());

    IComparisons IStoreUnderTest.Comparisons => Of(Guid.NewGuid());

    protected override IStoreUnderTest Under => this;

    async Task<IJobStore> IStoreUnderTest.StoreAsync(Guid worker) => await LivingAsync(worker);

    async Task<IJobClaims> IStoreUnderTest.ClaimsAsync(Guid worker) => await LivingAsync(worker);

    async Task<IShipments> IStoreUnderTest.ShipmentsAsync(Guid worker) =>
        new FakeShipments(_database, worker, new DirectLink(_database), await LivingAsync(worker));

    Task<IReadOnlyList<string>> IStoreUnderTest.AuditAsync() => Task.FromResult<IReadOnlyList<string>>(
    [
        .. _differences,
        .. _database.Jobs.Values.Where(job => (job.State is JobState.Parked or JobState.Shipped) != job.Attempts.Any(row => row.IsAwaited))
            .Select(job => $"job {job.Job.Key} is {job.State}"),
    ]);

    Task<int> IStoreUnderTest.FindingsAsync(Guid shipment) => Task.FromResult(_database.Shipments[shipment].Findings.Count);

    Task IStoreUnderTest.LetDieAsync(Guid worker)
    {
        _database.Workers[worker].HeartbeatAt -= TimeSpan.FromHours(1);
        return Task.CompletedTask;
    }

    Task IStoreUnderTest.EndAsync(Guid worker) => Of(worker).EndAsync(Stop);

    Task<int> IStoreUnderTest.AddBudgetAsync(NewBudget budget)
    {
        _database.Accounts.Set(
            new Budget
            {
                Id = ++_budgets,
                Scope = BudgetScope.Parse(budget.Scope),
                Window = budget.Window,
                Zone = TimeZoneInfo.Utc,
                LimitNanoUsd = budget.LimitNanoUsd,
                AtLimit = budget.AtLimit,
                IsSoft = budget.IsSoft,
                ReserveNanoUsd = budget.ReserveNanoUsd,
            },
            _database.Now);
        return Task.FromResult(_budgets);
    }

    Task IStoreUnderTest.SetLimitAsync(int budget, long limitNanoUsd)
    {
        _database.Accounts.Set(_database.Accounts.Budget(budget) with { LimitNanoUsd = limitNanoUsd }, _database.Now);
        return Task.CompletedTask;
    }

    Task<IReadOnlyList<Sums>> IStoreUnderTest.SumsAsync(int budget) => Task.FromResult<IReadOnlyList<Sums>>(
        _database.Accounts.All.Where(account => account.BudgetId == budget).OrderBy(account => account.Window.Start)
            .Select(account => new Sums(account.LimitNanoUsd, account.PostedNanoUsd, account.HeldNanoUsd)).ToList());

    Task<IReadOnlyList<LedgerLine>> IStoreUnderTest.EntriesAsync(Guid attempt) => Task.FromResult<IReadOnlyList<LedgerLine>>(
        _database.Attempts[attempt].Entries.OrderBy(entry => entry.Number)
            .Select(entry => new LedgerLine(entry.Kind.ToString().ToLowerInvariant(), entry.Number, entry.AmountNanoUsd, entry.SourceAttempt)).ToList());

    Task<string?> IStoreUnderTest.AttemptStateAsync(Guid attempt) =>
        Task.FromResult(_database.Attempts.GetValueOrDefault(attempt)?.State.ToString().ToLowerInvariant());

    Task<string?> IStoreUnderTest.JobStateAsync(JobKey key) => Task.FromResult(_database.Jobs.GetValueOrDefault(key)?.State.ToString().ToLowerInvariant());

    private FakeStore Of(Guid worker) => new(_database, worker, new DirectLink(_database));

    private async Task<FakeStore> LivingAsync(Guid worker)
    {
        var store = Of(worker);
        await store.BeatAsync(Stop);
        return store;
    }
}
