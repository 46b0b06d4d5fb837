using BatchRouter.Routing;

namespace BatchRouter.Replaying;

/// <summary>
/// The quality that is expected of a plan: what was predicted of it, moved by as much as recorded answers move a cascade of the same steps.
/// </summary>
public static class ExpectedQuality
{
    public static double Of(StoredChoice choice, string task, Judge judge, RecordedAnswers answers)
    {
        var corrected = new double[choice.Plan.Count];
        for (var i = 0; i < corrected.Length; i++)
            corrected[i] = answers.Corrected(task, choice.Plan[i], choice.StepQualities[i]);
        return Math.Clamp(choice.PlanQuality + Cascade(corrected, judge) - Cascade(choice.StepQualities, judge), 0, 1);
    }

    // As planning expects it of steps that fail independently; the last answer is kept whatever it is.
    private static double Cascade(IReadOnlyList<double> steps, Judge judge)
    {
        var (reach, quality) = (1.0, 0.0);
        for (var i = 0; i < steps.Count; i++)
        {
            quality += reach * steps[i] * (i == steps.Count - 1 ? 1 : judge.AcceptsRight);
            reach *= 1 - (steps[i] * judge.AcceptsRight + (1 - steps[i]) * judge.AcceptsWrong);
        }

        return quality;
    }
}
