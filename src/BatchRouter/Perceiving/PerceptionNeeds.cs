using BatchRouter.Jobs;
using BatchRouter.Routing;

namespace BatchRouter.Perceiving;

/// <summary>What a policy asks to be read out of prompts: computed once per policy, so that a job pays only for what somebody uses.</summary>
internal sealed class PerceptionNeeds
{
    private readonly RoutingPolicy _policy;
    private readonly bool _armsAreSemantic;
    private readonly bool _armsAreLearned;

    public PerceptionNeeds(RoutingPolicy policy)
    {
        _policy = policy;
        var arms = policy.Experiments.SelectMany(experiment => experiment.Arms).SelectMany(arm => arm.Strategies).ToHashSet();
        _armsAreSemantic = arms.Contains(Strategies.Semantic);
        _armsAreLearned = arms.Contains(Strategies.Classifier) || arms.Contains(Strategies.Threshold);
        var conditions = policy.Rules.Concat(policy.Experiments.Select(experiment => experiment.When)).ToList();
        Language = conditions.Exists(rule => rule.Language is not null);
        Complexity = conditions.Exists(rule => rule.ComplexityFrom is not null || rule.ComplexityBelow is not null);
        var named = policy.Tasks.Values.SelectMany(task => task.Strategies).Concat(policy.ProjectStrategies.Values.SelectMany(names => names)).ToHashSet();
        var isSemantic = (_armsAreSemantic || named.Contains(Strategies.Semantic)) && policy.Tasks.Values.Any(task => task.Routes.Count > 0);
        var isLearned = _armsAreLearned || named.Contains(Strategies.Classifier) || named.Contains(Strategies.Threshold);
        IsNothing = !Language && !Complexity && policy.PersonalData is null && !isSemantic && !isLearned;
    }

    /// <summary>Nothing is to be read out of any prompt.</summary>
    public bool IsNothing { get; }

    /// <summary>A rule or an experiment asks for it.</summary>
    public bool Language { get; }

    /// <summary>A rule or an experiment asks for it.</summary>
    public bool Complexity { get; }

    public PersonalDataSettings? PersonalData => _policy.PersonalData;

    /// <summary>Whether a job's routes are compared: its strategies, or those of an arm that it may fall into, say so, and there are some.</summary>
    public bool Semantic(BatchJob job, TaskPolicy task) => task.Routes.Count > 0 && (_armsAreSemantic || Names(job, task, Strategies.Semantic));

    /// <summary>Whether what was learned of the task is asked.</summary>
    public bool Learned(BatchJob job, TaskPolicy task) =>
        _armsAreLearned || Names(job, task, Strategies.Classifier) || Names(job, task, Strategies.Threshold);

    // Without an enumerator: this runs for every job.
    private bool Names(BatchJob job, TaskPolicy task, string strategy)
    {
        var names = task.Strategies.Count > 0 ? task.Strategies : _policy.ProjectStrategies.GetValueOrDefault(job.Key.Project) ?? Strategies.Default;
        for (var i = 0; i < names.Count; i++)
            if (names[i] == strategy)
                return true;
        return false;
    }
}
