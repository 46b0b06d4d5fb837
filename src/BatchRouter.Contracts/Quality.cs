using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchRouter.Contracts;

/// <summary>The wanted chance that an answer is right: a number from 0 to 1, or a word whose number the configuration sets.</summary>
[JsonConverter(typeof(QualityJson))]
public readonly record struct Quality
{
    private Quality(double? target, string? word) => (Target, Word) = (target, word);

    /// <summary>0 to 1, or null where a word stands.</summary>
    public double? Target { get; }

    /// <summary><c>cheap</c>, <c>balanced</c> or <c>best</c>, or null where a number stands.</summary>
    public string? Word { get; }

    /// <summary>Whatever is cheapest.</summary>
    public static Quality Cheap { get; } = new(null, "cheap");

    /// <summary>The usual bar.</summary>
    public static Quality Balanced { get; } = new(null, "balanced");

    /// <summary>As good as the catalogue has it.</summary>
    public static Quality Best { get; } = new(null, "best");

    /// <summary>A number from 0 to 1.</summary>
    public static Quality Of(double target) => new(target, null);

    /// <summary>A word; the worker refuses one it does not know.</summary>
    public static Quality Of(string word) => new(null, word);
}

internal sealed class QualityJson : JsonConverter<Quality>
{
    public override Quality Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Quality.Of(reader.GetString()!) : Quality.Of(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, Quality value, JsonSerializerOptions options)
    {
        if (value.Word is { } word)
            writer.WriteStringValue(word);
        else
            writer.WriteNumberValue(value.Target ?? 0);
    }
}
