using System.Text.Json.Nodes;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Explaining;

/// <summary>A job's story as one object: rows as they are, decisions and signals as JSON.</summary>
internal static class ExplainJson
{
    public static object Of(JobStory story) => new
    {
        story.Job,
        CostUsd = Usd.Of(story.Job?.CostNanoUsd ?? 0),
        Decisions = story.Decisions.Select(decision => SnakeKeys.Of(JsonNode.Parse(decision.Decided))),
        Attempts = story.Attempts.Select(Attempt),
        story.Refusals,
    };

    private static object Attempt(StoryAttempt attempt) => new
    {
        attempt.AttemptId,
        attempt.Number,
        attempt.Purpose,
        attempt.State,
        attempt.Model,
        attempt.Lane,
        attempt.PriceVersion,
        attempt.PredictedQuality,
        attempt.HoldNanoUsd,
        attempt.PostedNanoUsd,
        PostedUsd = attempt.PostedNanoUsd is { } posted ? Usd.Of(posted) : (decimal?)null,
        attempt.MaxOutputTokens,
        attempt.StartedAt,
        attempt.EndedAt,
        attempt.ElapsedMs,
        attempt.Failure,
        attempt.Detail,
        attempt.Finish,
        attempt.ProviderRequestId,
        attempt.InputTokens,
        attempt.CachedInputTokens,
        attempt.OutputTokens,
        attempt.ReasoningTokens,
        attempt.Confidence,
        Signals = Signals(attempt.SignalsJson),
        attempt.HasAnswer,
        attempt.IsTheAnswer,
    };

    // Stored as name to [value, log-odds]; the names are the scorer's and stay as they are.
    private static JsonObject? Signals(string? json) => json is null
        ? null
        : new JsonObject(JsonNode.Parse(json)!.AsObject().Select(signal => KeyValuePair.Create(
            signal.Key,
            (JsonNode?)new JsonObject { ["value"] = signal.Value![0]!.DeepClone(), ["log_odds"] = signal.Value[1]!.DeepClone() })));
}
