using BatchRouter.Budgeting;
using BatchRouter.Running;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>Budgets and their accounts. Who fits is decided by the domain's <see cref="Admission"/>, as in Postgres.</summary>
internal sealed class FakeAccounts
{
    private readonly Dictionary<int, Budget> _budgets = [];
    private readonly Dictionary<(int Budget, DateTimeOffset Start), AccountRow> _accounts = [];
    private BudgetBook _book = new(0, []);

    public IReadOnlyCollection<AccountRow> All => _accounts.Values;

    public IEnumerable<Budget> Budgets => _budgets.Values;

    public Budget Budget(int id) => _budgets[id];

    /// <summary>A new budget, or another limit for one: written to its windows that are not over, too.</summary>
    public void Set(Budget budget, DateTimeOffset now)
    {
        _budgets[budget.Id] = budget;
        _book = new BudgetBook(_book.Version + 1, _budgets.Values.ToList());
        foreach (var account in _accounts.Values)
            if (account.BudgetId == budget.Id && (account.Window.End is not { } end || end > now))
                account.LimitNanoUsd = budget.LimitNanoUsd;
    }

    /// <summary>The accounts that an attempt falls under, in the order of their ids; opened where their windows are new.</summary>
    public IReadOnlyList<AccountRow> Of(Move.Buy start) => start.Payer is { } payer
        ? _book.Covering(payer, start.Attempt.Candidate.Offer.Model.Name)
            .Select(budget => At(budget, start.Attempt.StartedAt)).OrderBy(account => account.Id).ToList()
        : [];

    public AccountRow? Find(int budget, DateTimeOffset at) =>
        _accounts.GetValueOrDefault((budget, _budgets[budget].WindowAt(at).Start));

    /// <summary>Null, it fits; nothing is changed.</summary>
    public BudgetRefusal? Ask(Move.Buy start, IReadOnlyList<AccountRow> accounts, Func<int, bool> hasWaiters)
    {
        return Admission.Admit(Budgeting.Ask.Of(start), accounts.Select(row => Read(row, hasWaiters(row.BudgetId))).ToList());
    }

    public static void Hold(AttemptRow attempt)
    {
        foreach (var account in attempt.Accounts)
            account.HeldNanoUsd += attempt.HeldIn(account);
    }

    /// <summary>What was held for the way back is free as soon as the row is open no more.</summary>
    public static void Land(AttemptRow attempt)
    {
        foreach (var account in attempt.Accounts)
            account.HeldNanoUsd -= account.IsSoft ? 0 : attempt.WayBackNanoUsd;
        attempt.WayBackNanoUsd = 0;
    }

    public static void Close(AttemptRow attempt, long? amount)
    {
        foreach (var account in attempt.Accounts)
        {
            account.HeldNanoUsd -= attempt.HeldIn(account);
            account.PostedNanoUsd += amount ?? 0;
        }
    }

    public static void Correct(AttemptRow attempt, long amount)
    {
        foreach (var account in attempt.Accounts)
            account.PostedNanoUsd += amount;
    }

    private AccountRow At(Budget budget, DateTimeOffset at)
    {
        var window = budget.WindowAt(at);
        if (!_accounts.TryGetValue((budget.Id, window.Start), out var account))
            _accounts[(budget.Id, window.Start)] = account = new AccountRow
            {
                Id = _accounts.Count + 1,
                BudgetId = budget.Id,
                Window = window,
                IsSoft = budget.IsSoft,
                LimitNanoUsd = budget.LimitNanoUsd,
            };
        return account;
    }

    private Account Read(AccountRow row, bool hasWaiters) => new()
    {
        Id = row.Id,
        Budget = _budgets[row.BudgetId],
        Window = row.Window,
        LimitNanoUsd = row.LimitNanoUsd,
        IsSoft = row.IsSoft,
        PostedNanoUsd = row.PostedNanoUsd,
        HeldNanoUsd = row.HeldNanoUsd,
        HasWaiters = hasWaiters,
    };
}
