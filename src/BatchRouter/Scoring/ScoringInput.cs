namespace BatchRouter.Scoring;

/// <summary>Everything a score is made from; a score is a pure function of this and the task's settings.</summary>
/// <param name="Answer">The answer to judge.</param>
/// <param name="Prompt">The text of the last user message; empty where there is none.</param>
/// <param name="Format">The shape the job asked for.</param>
/// <param name="JsonSchema">The schema's text where <paramref name="Format"/> is <see cref="ResponseFormatKind.JsonSchema"/>.</param>
/// <param name="Prior">Predicted quality, 0..1, of the model that answered, for this task, before anybody read the answer.</param>
public sealed record ScoringInput(Answer Answer, string Prompt, ResponseFormatKind Format, string? JsonSchema, double Prior);
