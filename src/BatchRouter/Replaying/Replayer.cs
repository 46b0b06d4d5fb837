using System.Text.Json;
using BatchRouter.Perceiving;
using BatchRouter.Routing;

namespace BatchRouter.Replaying;

/// <summary>
/// Makes a job's stored decisions again, each from its own stored inputs, under a router's catalogue and policy. Nobody is called.
/// Where the policy is another than the decision's, what it looks for in prompts and nobody looked for then is read out of the message now.
/// </summary>
public sealed class Replayer(Router router, Perceiver perceiver)
{
    public async Task<JobReplay> ReplayAsync(RecordedJob recorded, CancellationToken stop)
    {
        var (same, changed) = (0, 0);
        var missing = new List<string>();
        var made = new List<Made>();
        foreach (var text in recorded.Decided)
        {
            using var json = JsonDocument.Parse(text);
            var old = StoredChoice.Read(json.RootElement);
            var inputs = DecisionInputs.Read(json.RootElement, recorded.Job);
            if (inputs is StoredInputs.Incomplete { Reason: var reason })
            {
                missing.Add(reason);
                continue;
            }

            var request = ((StoredInputs.Complete)inputs).Request;
            if (old.Policy != router.Policy.Version)
                request = request with { Perception = Fill(request.Perception, await perceiver.PerceiveAsync(recorded.Job, router.Policy, stop)) };
            var now = StoredChoice.Of(router.Decide(request));
            (same, changed) = now.IsSameAs(old) ? (same + 1, changed) : (same, changed + 1);
            made.Add(new Made(old, now, request));
        }

        return new JobReplay
        {
            Key = recorded.Job.Key,
            Task = recorded.Job.Task,
            SpentNanoUsd = recorded.SpentNanoUsd,
            IsLate = recorded.IsLate,
            Same = same,
            Changed = changed,
            NotReproducible = missing,
            Plans = made is [{ Old.Step: 1 }, ..] ? Compare(made) : null,
        };
    }

    // A question about the prompt comes before the plan: its cost is added to the plan that follows it, then and now.
    private PlanChange Compare(List<Made> made)
    {
        var first = made[0];
        var planned = made.Find(decision => !decision.Old.IsQuestion) ?? first;
        var old = first.Old.IsQuestion && planned != first ? planned.Old with { CostNanoUsd = first.Old.CostNanoUsd + planned.Old.CostNanoUsd } : first.Old;
        if (!first.New.IsQuestion)
            return new PlanChange(old, first.New, false);
        var isAnswered = planned != first;
        var plan = isAnswered ? planned.New : StoredChoice.Of(router.Decide(first.Request with { VerdictFailed = true }));
        return new PlanChange(old, plan with { CostNanoUsd = first.New.CostNanoUsd + plan.CostNanoUsd }, !isAnswered);
    }

    private static Perception Fill(Perception stored, Perception read) => stored with
    {
        Language = stored.Language ?? read.Language,
        Complexity = stored.Complexity ?? read.Complexity,
        PersonalData = stored.PersonalData.Count > 0 ? stored.PersonalData : read.PersonalData,
        Nearest = stored.Nearest ?? read.Nearest,
    };

    private sealed record Made(StoredChoice Old, StoredChoice New, RoutingRequest Request);
}
