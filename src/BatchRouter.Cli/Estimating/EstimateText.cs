using System.Globalization;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Estimating;

/// <summary>An estimate for people.</summary>
internal static class EstimateText
{
    private const int ErrorsShown = 20;

    public static void Show(Screen screen, EstimateResult result)
    {
        foreach (var error in result.Errors.Take(ErrorsShown))
            screen.Say($"{error.Where}: {error.Field}: {error.Code}: {error.Reason}");
        screen.Say($"{result.Jobs} jobs would be bought of {result.Found} found"
            + (result.Repeated > 0 ? $", {result.Repeated} stand there twice" : "") + (result.Invalid > 0 ? $", {result.Invalid} are invalid" : ""));
        if (result.Refused > 0)
            screen.Say($"{result.Refused} jobs would be REFUSED: {string.Join(", ", result.Refusals.Select(refusal => $"{refusal.Jobs} {refusal.Field}: {refusal.Code}"))}");
        if (result.AskedFirst > 0)
            screen.Say($"of {result.AskedFirst} a small model is asked first what they are; they are planned here as if it said nothing usable");
        screen.Table("Cost", ["low", "expected", "maximum", "expected if all is bought at once"],
        [
            [Usd.Short(result.LowUsd), Usd.Short(result.ExpectedUsd), Usd.Short(result.MaximumUsd), Usd.Short(result.AllSyncUsd)],
        ]);
        screen.Say($"on time: {Share(result.OnTimeChance)} of the jobs, {result.ExpectedLate.ToString(CultureInfo.InvariantCulture)} late to be expected"
            + (result.BatchInTimeChance is { } batch ? $"; batch is in time without the way back for {Share(batch)}" : ""));
        screen.Table("Lanes", ["lane", "jobs", "share", "low", "expected", "maximum", "on time"], result.Lanes.Select(lane => Row(lane, null)));
        screen.Table("Models", ["model", "jobs", "share", "in plan", "low", "expected", "maximum", "on time"], result.Models.Select(model => Row(model, model.JobsInPlan)));
        if (result.Budgets.Count > 0)
            screen.Table("Budgets", ["scope", "window", "room", "jobs", "expected", "maximum", "fits", "at limit"], result.Budgets.Select(Row));
        screen.Say(InWords(result.Knowledge));
    }

    private static string InWords(EstimateKnowledge known) =>
        $"batches as {(known.Shipments > 0 ? $"learned from {known.Shipments} shipments" : "providers promise")}, "
        + $"calls as {(known.Calls > 0 ? $"learned from {known.Calls}" : "the catalogue says")}, "
        + $"qualities as {(known.LearnedTasks.Count > 0 ? $"learned of {string.Join(", ", known.LearnedTasks)}" : "the catalogue says")} "
        + $"(catalogue {known.Catalog}, policy {known.Policy})";

    private static IReadOnlyList<string> Row(EstimatePart part, long? inPlan)
    {
        List<string> row = [part.Name, part.Jobs.ToString(CultureInfo.InvariantCulture), Share(part.Share)];
        if (inPlan is { } known)
            row.Add(known.ToString(CultureInfo.InvariantCulture));
        return [.. row, Usd.Short(part.LowUsd), Usd.Short(part.ExpectedUsd), Usd.Short(part.MaximumUsd), Share(part.OnTimeChance)];
    }

    private static IReadOnlyList<string> Row(BudgetRoom budget) =>
    [
        budget.Scope, budget.Window, Usd.Short(budget.RoomUsd), budget.Jobs.ToString(CultureInfo.InvariantCulture), Usd.Short(budget.ExpectedUsd), Usd.Short(budget.MaximumUsd),
        budget.Fits, budget.AtLimit,
    ];

    private static string Share(double? share) => share?.ToString("0.00##%", CultureInfo.InvariantCulture) ?? "-";
}
