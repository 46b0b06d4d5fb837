using BatchRouter.Routing.Naming;

namespace BatchRouter.Routing.Planning;

/// <summary>Third station: a plan out of those who may be asked. Pure; little slack and lateness are dealt with before.</summary>
internal interface IPlanner
{
    (Plan Plan, string Reason) Choose(in PlanningInput input);
}

/// <summary>What a plan is made of.</summary>
/// <param name="Eligible">At least one.</param>
/// <param name="Quality">To be reached.</param>
/// <param name="Request">What is decided.</param>
/// <param name="Task">The job's task.</param>
/// <param name="PlanSteps">Models in one cascade at most.</param>
/// <param name="Names">What the policy's names mean.</param>
internal readonly record struct PlanningInput(
    Candidate[] Eligible, double Quality, RoutingRequest Request, TaskPolicy Task, int PlanSteps, ModelNames Names)
{
    public TimeSpan Slack => Request.Slack;

    /// <summary>The eligible candidate that a name of the policy means, or null.</summary>
    public Candidate? Find(string name)
    {
        var meant = Names.Of(name);
        foreach (var candidate in Eligible)
            if (meant.Contains(candidate.Place))
                return candidate;
        return null;
    }
}
