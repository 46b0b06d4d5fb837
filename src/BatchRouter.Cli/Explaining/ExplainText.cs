using System.Globalization;
using System.Text.Json;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;
using BatchRouter.Routing;

namespace BatchRouter.Cli.Explaining;

/// <summary>A job's story for people, in the order in which it happened.</summary>
internal sealed class ExplainText(Screen screen)
{
    public void Show(JobStory story)
    {
        foreach (var refusal in story.Refusals)
            screen.Say($"refused at {Time(refusal.RejectedAt)}: {refusal.Field}: {refusal.Code}: {refusal.Reason}");
        if (story.Job is not { } job)
            return;
        screen.Say($"job {job.JobId} of {job.Project}, task {job.Task}, {job.Urgency}, group {job.GroupId ?? "none"}");
        screen.Say($"received {Time(job.ReceivedAt)}, deadline {Time(job.Deadline)}");
        foreach (var decision in story.Decisions)
            Show(StoredDecision.Read(decision.Decided));
        foreach (var attempt in story.Attempts)
            Show(attempt);
        ShowEnd(job);
    }

    private void Show(StoredDecision decision)
    {
        screen.Say("");
        screen.Say($"step {decision.Step}: {decision.Choice}, because {decision.Reason}"
            + (decision.Rule is { } rule ? $" under rule {rule}" : "")
            + $" (quality wanted {Share(decision.Quality)}, catalogue {decision.Catalog}, policy {decision.Policy})");
        screen.Say($"  inputs: {string.Join(", ", decision.Inputs.Select(input => $"{input.Key} {Value(input.Value)}"))}");
        if (decision.Plan.Count > 0)
            screen.Say($"  plan: {string.Join(" -> ", decision.Plan)}; predicted quality {Share(decision.PlanQuality)}, cost {Usd.Show(decision.PlanCostNanoUsd)}");
        screen.Table(
            $"Candidates of step {decision.Step}",
            ["offer", "reason", "quality", "cost", "hold", "p99"],
            decision.Candidates.Select(candidate => (IReadOnlyList<string>)
            [
                candidate.Offer, candidate.Reason, Share(candidate.Quality), Usd.Show(candidate.CostNanoUsd), Usd.Show(candidate.HoldNanoUsd),
                $"{candidate.P99Ms} ms",
            ]));
        LaneTable.Show(screen, $"Lanes of step {decision.Step}", decision.Candidates.Select(candidate => (candidate.Offer, candidate.Lanes)));
    }

    private void Show(StoryAttempt attempt)
    {
        screen.Say("");
        screen.Say($"attempt {attempt.Number} ({attempt.Purpose}): {attempt.Model}:{attempt.Lane} {attempt.State}"
            + (attempt.IsTheAnswer ? ", its answer was taken" : "") + (attempt.ElapsedMs is { } ms ? $", {ms} ms" : ""));
        screen.Say($"  money: {Money(attempt)} (price {attempt.PriceVersion}, {attempt.InputTokens ?? 0} tokens in, {attempt.OutputTokens ?? 0} out)");
        if (attempt.Failure is { } failure)
            screen.Say($"  failure: {failure}{(attempt.Detail is { } detail ? $": {detail}" : "")}");
        if (attempt.Confidence is { } confidence)
            screen.Say($"  confidence {Share(confidence)} (finish {attempt.Finish}): {Signals(attempt.SignalsJson)}");
    }

    private void ShowEnd(StoryJob job)
    {
        screen.Say("");
        screen.Say(job.State switch
        {
            "settled" => $"settled {Time(job.EndedAt)} as {job.Outcome}{(job.Reason is { } why ? $" ({why})" : "")}: {job.Model ?? "no answer"}, confidence {Share(job.Confidence ?? 0)}, "
                + $"{job.Attempts} attempts, {Usd.Show(job.CostNanoUsd)}{(job.Late == true ? ", late" : "")}",
            "rejected" => $"rejected {Time(job.EndedAt)}: {job.RejectField}: {job.RejectCode}: {job.Reason}",
            "held" => $"held for {job.HeldReason} until {Time(job.WakeAt)}",
            _ => job.State,
        });
    }

    private static string Money(StoryAttempt attempt) => attempt switch
    {
        { PostedNanoUsd: { } posted } => $"{Usd.Show(posted)} posted, {Usd.Show(attempt.HoldNanoUsd)} had been held",
        { State: "started" or "unknown" } => $"{Usd.Show(attempt.HoldNanoUsd)} held{(attempt.State == "unknown" ? ", unknown whether it was charged" : "")}",
        _ => $"nothing charged, {Usd.Show(attempt.HoldNanoUsd)} had been held",
    };

    // Name to [value, log-odds].
    private static string Signals(string? json)
    {
        if (json is null)
            return "no signals";
        using var signals = JsonDocument.Parse(json);
        return string.Join(", ", signals.RootElement.EnumerateObject().Select(signal =>
            $"{signal.Name} {signal.Value[0].GetRawText()} ({signal.Value[1].GetDouble().ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture)})"));
    }

    // What a budget said stands in its parts; people are shown the arithmetic.
    private static string Value(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && RefusalJson.Read(value[0]) is not null
        ? string.Join("; ", value.EnumerateArray().Select(refusal => RefusalJson.Read(refusal)?.Arithmetic))
        : Text(value);

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Time(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) ?? "never";
}
