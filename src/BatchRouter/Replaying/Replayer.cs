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

    // The first decision with a plan: before it the job was held, or a small model was asked about its prompt. What such a question is
    // expected to cost is added to the plan that follows it, then and now.
    private PlanChange Compare(List<Made> made)
    {
        var place = made.FindIndex(decision => decision.Old is { HasPlan: true, IsQuestion: false });
        var planned = made[place < 0 ? made.Count - 1 : place];
        var before = made.Take(Math.Max(0, place)).ToList();
        var old = planned.Old with { CostNanoUsd = planned.Old.CostNanoUsd + before.Where(decision => decision.Old.IsQuestion).Sum(decision => decision.Old.CostNanoUsd) };
        var asked = before.Find(decision => decision.New.IsQuestion)?.New.CostNanoUsd ?? 0;
        if (!planned.New.IsQuestion)
            return new PlanChange(old, planned.New with { CostNanoUsd = planned.New.CostNanoUsd + asked }, false);
        var plan = StoredChoice.Of(router.Decide(planned.Request with { VerdictFailed = true }));
        return new PlanChange(old, plan with { CostNanoUsd = plan.CostNanoUsd + planned.New.CostNanoUsd }, true);
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
