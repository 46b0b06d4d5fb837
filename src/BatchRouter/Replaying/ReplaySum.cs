using BatchRouter.Routing;

namespace BatchRouter.Replaying;

/// <summary>Sums a replay up, job by job. Money in nano-USD.</summary>
/// <param name="policy">The given one: its judges tell what a cascade is expected to give.</param>
/// <param name="answers">What recorded answers say of predictions.</param>
/// <param name="listed">Changed jobs that are kept for the list, the first ones.</param>
public sealed class ReplaySum(RoutingPolicy policy, RecordedAnswers answers, int listed)
{
    // The interval is about these jobs, not about luck: the same jobs give the same one.
    private const int Seed = 1;

    private readonly Dictionary<string, long> _notReproducible = [];
    private readonly Dictionary<(string From, string To), long> _pairs = [];
    private readonly List<JobReplay> _changes = [];
    private readonly List<double> _oldQualities = [];
    private readonly List<double> _newQualities = [];

    public long Jobs { get; private set; }

    public long Decisions { get; private set; }

    public long Same { get; private set; }

    public long Changed { get; private set; }

    public IReadOnlyDictionary<string, long> NotReproducible => _notReproducible;

    /// <summary>Jobs whose first plan was made again.</summary>
    public long Planned { get; private set; }

    public long JobsChanged { get; private set; }

    public IReadOnlyDictionary<(string From, string To), long> Pairs => _pairs;

    public IReadOnlyList<JobReplay> Changes => _changes;

    public long OldCostNanoUsd { get; private set; }

    public long NewCostNanoUsd { get; private set; }

    /// <summary>What the same jobs cost in fact.</summary>
    public long SpentNanoUsd { get; private set; }

    /// <summary>Jobs whose plan may take longer than there is time: 99 in 100 are faster.</summary>
    public long OldTooSlow { get; private set; }

    public long NewTooSlow { get; private set; }

    public long LateRecorded { get; private set; }

    /// <summary>Jobs for which nobody could be asked at once.</summary>
    public long OldWithoutPlan { get; private set; }

    public long NewWithoutPlan { get; private set; }

    public long UnknownVerdicts { get; private set; }

    public MeanInterval? OldQuality => MeanInterval.Of(_oldQualities, Seed);

    public MeanInterval? NewQuality => MeanInterval.Of(_newQualities, Seed);

    /// <summary>New less old, by job: narrower than the two intervals apart.</summary>
    public MeanInterval? QualityDifference => MeanInterval.Of(_newQualities.Zip(_oldQualities, (now, old) => now - old).ToList(), Seed);

    /// <summary>Jobs that both plans answer: the qualities are of these.</summary>
    public int Compared => _newQualities.Count;

    public void Add(JobReplay job)
    {
        Jobs++;
        Same += job.Same;
        Changed += job.Changed;
        Decisions += job.Same + job.Changed + job.NotReproducible.Count;
        foreach (var reason in job.NotReproducible)
            _notReproducible[reason] = _notReproducible.GetValueOrDefault(reason) + 1;
        if (job.Plans is { } plans)
            Add(job, plans);
    }

    private void Add(JobReplay job, PlanChange plans)
    {
        Planned++;
        (OldCostNanoUsd, NewCostNanoUsd, SpentNanoUsd) = (OldCostNanoUsd + plans.Old.CostNanoUsd, NewCostNanoUsd + plans.New.CostNanoUsd, SpentNanoUsd + job.SpentNanoUsd);
        OldTooSlow += IsTooSlow(plans.Old) ? 1 : 0;
        NewTooSlow += IsTooSlow(plans.New) ? 1 : 0;
        LateRecorded += job.IsLate ? 1 : 0;
        OldWithoutPlan += plans.Old.HasPlan ? 0 : 1;
        NewWithoutPlan += plans.New.HasPlan ? 0 : 1;
        UnknownVerdicts += plans.HasUnknownVerdict ? 1 : 0;
        if (plans is { Old.HasPlan: true, New.HasPlan: true })
        {
            var judge = policy.TaskFor(job.Task).Judge;
            _oldQualities.Add(ExpectedQuality.Of(plans.Old, job.Task, judge, answers));
            _newQualities.Add(ExpectedQuality.Of(plans.New, job.Task, judge, answers));
        }

        if (plans.IsChange)
            AddChange(job, plans);
    }

    private void AddChange(JobReplay job, PlanChange plans)
    {
        JobsChanged++;
        var pair = plans.Old.First == plans.New.First ? (plans.Old.PlanText, plans.New.PlanText) : (plans.Old.First, plans.New.First);
        _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
        if (_changes.Count < listed)
            _changes.Add(job);
    }

    private static bool IsTooSlow(StoredChoice choice) => choice.HasPlan && choice.TimeP99 > choice.Slack;
}
