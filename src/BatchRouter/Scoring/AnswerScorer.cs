namespace BatchRouter.Scoring;

/// <summary>Turns an answer into a confidence. Pure but for the schema port; safe to call from many threads.</summary>
public sealed class AnswerScorer(ISchemaValidator schemas)
{
    public Score Score(ScoringInput input, TaskScoring settings)
    {
        var sum = new ScoreSum(settings.Weights, input.Prior);
        AddAnswerFeatures(sum, input.Answer);
        AddVetoes(sum, input);
        if (HasText(input.Answer))
            foreach (var name in settings.Verifiers)
                if (Verifiers.Find(name) is { } verifier)
                    foreach (var finding in verifier.Verify(input).Findings)
                        sum.Add(finding);
        return sum.ToScore();
    }

    private static bool HasText(Answer answer) => !string.IsNullOrWhiteSpace(answer.Text);

    private static void AddAnswerFeatures(ScoreSum sum, Answer answer)
    {
        if (answer.MeanLogProbability is { } mean && !double.IsNaN(mean))
            sum.Add(new FeatureValue(AnswerFeatures.MeanLogProbability, Math.Clamp(mean + 0.25, -2, 0.25)));
        if (answer.Finish == FinishReason.Other)
            sum.Add(new FeatureValue(AnswerFeatures.UnknownFinish, 1));
    }

    private void AddVetoes(ScoreSum sum, ScoringInput input)
    {
        var answer = input.Answer;
        if (!string.IsNullOrEmpty(answer.Refusal) || answer.Finish == FinishReason.ContentFilter || RefusalPhrases.Begins(answer.Text))
            sum.Veto(Vetoes.Refused);
        if (answer.Finish == FinishReason.Length)
            sum.Veto(Vetoes.Truncated);
        if (!HasText(answer))
        {
            if (!answer.HasToolCalls)
                sum.Veto(Vetoes.Empty);
            return;
        }

        // Text beside tool calls is talk; the format was asked of the final answer.
        if (answer.HasToolCalls || input.Format == ResponseFormatKind.Text)
            return;
        if (input.Format == ResponseFormatKind.JsonSchema && input.JsonSchema is { } schema)
            AddSchemaVerdict(sum, schemas.Validate(schema, answer.Text));
        else if (!JsonText.IsObject(answer.Text))
            sum.Veto(Vetoes.InvalidJson);
    }

    private static void AddSchemaVerdict(ScoreSum sum, SchemaVerdict verdict)
    {
        if (verdict.Kind == SchemaVerdictKind.NotJson)
            sum.Veto(Vetoes.InvalidJson);
        else if (verdict.BlamesAnswer)
            sum.Veto(Vetoes.SchemaMismatch);
        else if (!verdict.IsValid)
            sum.Add(new FeatureValue(AnswerFeatures.UnusableSchema, 1));
    }
}
