using System.Globalization;
using System.Text.Json;
using BatchRouter.Learning;

namespace BatchRouter.Cli.Training;

/// <summary>One line of a labelled file: <c>prompt</c>, <c>labels</c>, and perhaps <c>id</c> and <c>weight</c>.</summary>
internal sealed class LabelledLine
{
    private const string Fields = "prompt, labels, id and weight";

    private readonly string _where;
    private string? _prompt, _id;
    private Dictionary<string, double>? _labels;
    private double _weight = 1;

    private LabelledLine(string where) => _where = where;

    /// <exception cref="InvalidDataException">The line is not as it should be: file, line and field are named.</exception>
    public static TrainingExample Read(string file, long line, ReadOnlyMemory<byte> bytes)
    {
        var read = new LabelledLine(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}"));
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            read.Walk(json.RootElement);
        }
        // A lone surrogate is an invalid operation to the framework.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw read.Fault("$", $"not JSON that can be read: {fault.Message}");
        }

        return new TrainingExample(
            read._id ?? string.Create(CultureInfo.InvariantCulture, $"line {line}"),
            read._prompt ?? throw read.Fault("prompt", "is missing"),
            read._labels ?? throw read.Fault("labels", "is missing: an object with 0 to 1 for each model is wanted"),
            read._weight);
    }

    private void Walk(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Fault("$", $"an object with {Fields} is wanted");
        foreach (var field in root.EnumerateObject())
            switch (field.Name)
            {
                case "prompt": _prompt = Text(field); break;
                case "id": _id = Text(field); break;
                case "labels": _labels = Labels(field.Value); break;
                case "weight": _weight = Number(field.Value, "weight", number => number > 0, "a number above 0"); break;
                default: throw Fault(field.Name, $"is unknown; known are {Fields}");
            }
    }

    private string Text(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : throw Fault(field.Name, "a string is wanted");

    private Dictionary<string, double> Labels(JsonElement labels)
    {
        if (labels.ValueKind != JsonValueKind.Object)
            throw Fault("labels", "an object with 0 to 1 for each model is wanted");
        return labels.EnumerateObject().ToDictionary(
            label => label.Name, label => Number(label.Value, $"labels.{label.Name}", number => number is >= 0 and <= 1, "0 (wrong) to 1 (right)"));
    }

    private double Number(JsonElement value, string field, Func<double, bool> fits, string wanted) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && fits(number)
            ? number
            : throw Fault(field, $"{value.GetRawText()} is none of what is wanted: {wanted}");

    private InvalidDataException Fault(string field, string problem) => new($"{_where}: {field}: {problem}");
}
