using BatchRouter.Budgeting;
using BatchRouter.Catalog;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Submitting;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Quoting;

namespace BatchRouter.Cli.Estimating;

/// <summary>Adds quotes up, job by job.</summary>
internal sealed class EstimateTally(IReadOnlyList<BudgetState> budgets, Func<string, string?> teamOf)
{
    private const int ErrorsKept = 1_000;

    private readonly List<InvalidEntry> _errors = [];
    private readonly Dictionary<(string Field, string Code), long> _refusals = [];
    private readonly Dictionary<string, MoneySum> _models = [];
    private readonly Dictionary<string, long> _inPlan = [];
    private readonly Dictionary<Lane, MoneySum> _lanes = [];
    private readonly List<(BudgetState State, BudgetScope Scope, MoneySum Sum)> _budgets =
        [.. budgets.Select(budget => (budget, BudgetScope.Parse(budget.Scope), new MoneySum()))];
    private readonly MoneySum _all = new();
    private readonly MoneySum _inBatch = new();
    private long _found, _invalid, _repeated, _refused, _asked, _allSync;
    private double _least = 1;

    public long Found => _found;

    public long Invalid => _invalid;

    public void AddInvalid(Entry entry, BadField fault)
    {
        _found++;
        _invalid++;
        if (_errors.Count < ErrorsKept)
            _errors.Add(new InvalidEntry(entry.Where, entry.Line, fault.Field, fault.Code, fault.Reason));
    }

    /// <summary>The same message stands in the source already: it would change nothing and cost nothing.</summary>
    public void AddRepeated() => (_found, _repeated) = (_found + 1, _repeated + 1);

    /// <summary>Refused by a worker before anything is decided.</summary>
    public void AddRefused(string field, string code)
    {
        _found++;
        _refused++;
        _refusals[(field, code)] = _refusals.GetValueOrDefault((field, code)) + 1;
    }

    public void Add(JobQuote quote)
    {
        if (quote.Refusal is { } refusal)
        {
            AddRefused(refusal.Field, refusal.Code);
            return;
        }

        _found++;
        _asked += quote.Question is null ? 0 : 1;
        _allSync += quote.AllSyncNanoUsd;
        _least = Math.Min(_least, quote.OnTimeChance);
        _all.Add(quote, quote.OnTimeChance);
        var (first, job) = (quote.First!, quote.Decision.Request.Job);
        SumOf(_lanes, first.Offer.Lane).Add(quote, quote.OnTimeChance);
        SumOf(_models, first.Offer.Model.Name).Add(quote, quote.OnTimeChance);
        foreach (var step in quote.Decision.Plan.Steps)
            _inPlan[step.Offer.Model.Name] = _inPlan.GetValueOrDefault(step.Offer.Model.Name) + 1;
        if (first.Offer.Lane == Lane.Batch)
            _inBatch.Add(quote, OnTimeChance.InLane(first) ?? 0);
        foreach (var (_, scope, sum) in _budgets)
            if (scope.Covers(teamOf(job.Key.Project), job.Key.Project, first.Offer.Model.Name, job.Labels))
                sum.Add(quote, quote.OnTimeChance);
    }

    public EstimateResult Result(WorkerView view, string catalog, string policy) => new()
    {
        Found = _found,
        Invalid = _invalid,
        Repeated = _repeated,
        Jobs = _all.Jobs,
        Refused = _refused,
        Refusals = [.. _refusals.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => new EstimateRefusal(pair.Key.Field, pair.Key.Code, pair.Value))],
        AskedFirst = _asked,
        LowUsd = Usd.Of(_all.Low),
        ExpectedUsd = Usd.Of(_all.Expected),
        MaximumUsd = Usd.Of(_all.Maximum),
        AllSyncUsd = Usd.Of(_allSync),
        OnTimeChance = _all.MeanChance,
        LeastOnTimeChance = _all.Jobs > 0 ? _least : null,
        ExpectedLate = Math.Round(_all.Jobs * (1 - (_all.MeanChance ?? 1)), 3),
        BatchInTimeChance = _inBatch.MeanChance,
        Lanes = [.. _lanes.OrderBy(pair => pair.Key).Select(pair => pair.Value.ToPart(pair.Key.ToString().ToLowerInvariant(), _all.Jobs, null))],
        Models = [.. _inPlan.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => _models.GetValueOrDefault(pair.Key, new MoneySum()).ToPart(pair.Key, _all.Jobs, pair.Value))],
        Budgets = [.. _budgets.Where(budget => budget.Sum.Jobs > 0).Select(budget => BudgetRoom.Of(budget.State, budget.Sum))],
        Knowledge = EstimateKnowledge.Of(view, catalog, policy),
        Errors = _errors,
    };

    private static MoneySum SumOf<TKey>(Dictionary<TKey, MoneySum> sums, TKey key) where TKey : notnull =>
        sums.TryGetValue(key, out var sum) ? sum : sums[key] = new MoneySum();
}
