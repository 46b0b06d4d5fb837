using System.Text.Json;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>A question whose answer is wanted as some JSON object: its text stands in the field "answer".</summary>
internal sealed class WrappedQuestion(Question inner) : Question
{
    public override double VisibleShare => inner.VisibleShare;

    public override string Answer(Flaw flaw, Chance wording, Chance error) =>
        $"{{\"answer\": {JsonSerializer.Serialize(inner.Answer(flaw, wording, error), AnswerJson.Options)}}}";

    public override bool Grade(string answer)
    {
        try
        {
            using var given = JsonDocument.Parse(answer);
            return given.RootElement.ValueKind == JsonValueKind.Object
                && given.RootElement.TryGetProperty("answer", out var text)
                && text.ValueKind == JsonValueKind.String
                && inner.Grade(text.GetString()!);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
