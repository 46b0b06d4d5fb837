using BatchRouter.Auditing;
using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using BatchRouter.Settling;
using BatchRouter.Shipping;
using BatchRouter.Siding;

namespace BatchRouter.Conformance;

/// <summary>A store with all its ports, and what a test must see or arrange behind them. Postgres is one, the simulator's fake is one.</summary>
public interface IStoreUnderTest
{
    IUnknownAttempts Unknown { get; }

    IAnswerCache Cache { get; }

    ISideJobs Sides { get; }

    IComparisons Comparisons { get; }

    /// <summary>A worker's store; the worker is entered as living.</summary>
    Task<IJobStore> StoreAsync(Guid worker);

    Task<IJobClaims> ClaimsAsync(Guid worker);

    /// <summary>A living worker's side of the shipments.</summary>
    Task<IShipments> ShipmentsAsync(Guid worker);

    /// <summary>What the sums and the rows say against each other; empty, all is well.</summary>
    Task<IReadOnlyList<string>> AuditAsync();

    /// <summary>How many findings are kept of a shipment.</summary>
    Task<int> FindingsAsync(Guid shipment);

    /// <summary>As if the worker had been killed an hour ago.</summary>
    Task LetDieAsync(Guid worker);

    /// <summary>The worker gives its leases up, as by a drain.</summary>
    Task EndAsync(Guid worker);

    Task<int> AddBudgetAsync(NewBudget budget);

    /// <summary>Written to the budget, and to its windows that are not over.</summary>
    Task SetLimitAsync(int budget, long limitNanoUsd);

    /// <summary>The budget's accounts in the order of their windows.</summary>
    Task<IReadOnlyList<Sums>> SumsAsync(int budget);

    /// <summary>An attempt's lines in the ledger, in the order of their numbers.</summary>
    Task<IReadOnlyList<LedgerLine>> EntriesAsync(Guid attempt);

    /// <summary>In lower case; null, there is none.</summary>
    Task<string?> AttemptStateAsync(Guid attempt);

    /// <summary>In lower case; null, there is none.</summary>
    Task<string?> JobStateAsync(JobKey key);
}

/// <summary>A budget to be set; ordinary where nothing is said.</summary>
public sealed record NewBudget(string Scope, long LimitNanoUsd)
{
    public BudgetWindow Window { get; init; } = BudgetWindow.Total;

    public AtLimit AtLimit { get; init; }

    public bool IsSoft { get; init; }

    public long ReserveNanoUsd { get; init; }
}

/// <summary>Of one account, nano-USD.</summary>
public sealed record Sums(long Limit, long Posted, long Held);

/// <summary>A line of the ledger, its kind in lower case.</summary>
public sealed record LedgerLine(string Kind, int Number, long Amount, Guid? Source = null);
