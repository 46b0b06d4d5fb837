using System.Text;
using System.Text.Json;

namespace BatchRouter.Scoring.Verifying;

/// <summary>A JSON object whose fields say something: null, "", [] and {} at the top level count as empty. Not applicable to anything else.</summary>
internal sealed class JsonFieldsVerifier : IVerifier
{
    private static readonly Feature EmptyFields = new("empty-fields", -2, "share of the object's top-level fields that are empty, 0 to 1; 1 for an object without fields");

    public string Name => "json-fields";

    public IReadOnlyList<Feature> Features { get; } = [EmptyFields];

    public VerifierVerdict Verify(ScoringInput input)
    {
        try
        {
            // As bytes: a lone surrogate becomes U+FFFD instead of an exception.
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(input.Answer.Text), new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth });
            return json.RootElement.ValueKind == JsonValueKind.Object ? Count(json.RootElement) : VerifierVerdict.NotApplicable;
        }
        catch (JsonException)
        {
            return VerifierVerdict.NotApplicable;
        }
    }

    private static VerifierVerdict Count(JsonElement root)
    {
        var (fields, empty) = (0, 0);
        foreach (var field in root.EnumerateObject())
        {
            fields++;
            empty += IsEmpty(field.Value) ? 1 : 0;
        }

        return new VerifierVerdict([new FeatureValue(EmptyFields, fields == 0 ? 1 : (double)empty / fields)]);
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        // An unpaired escape cannot be read as a string; the raw text, quotes included, can always be measured.
        JsonValueKind.String => string.IsNullOrWhiteSpace(value.GetRawText().Trim('"')),
        _ => false,
    };
}
