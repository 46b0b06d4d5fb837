using System.Text.Json;
using BatchRouter.Perceiving;

namespace BatchRouter.Routing;

/// <summary>What was read out of a prompt and what a small model said of it, inside a decision.</summary>
internal static class PerceptionJson
{
    public static void Write(Utf8JsonWriter json, RoutingRequest request)
    {
        var perception = request.Perception;
        if (perception.Language is { } language)
            json.WriteString("language", language);
        if (perception.Complexity is { } complexity)
            json.WriteNumber("complexity", complexity);
        if (perception.PersonalData.Count > 0)
        {
            json.WriteStartArray("personalData");
            foreach (var kind in perception.PersonalData)
                json.WriteStringValue(kind);
            json.WriteEndArray();
        }

        if (perception.Nearest is { } nearest)
        {
            json.WriteStartObject("nearest");
            json.WriteString("route", nearest.Route);
            json.WriteNumber("similarity", nearest.Similarity);
            json.WriteEndObject();
        }

        if (perception.Forecast is { } forecast)
            Write(json, forecast);
        if (request.Verdict is { } verdict)
            Write(json, verdict);
        if (request.VerdictFailed)
            json.WriteBoolean("verdictFailed", true);
    }

    public static Perception Read(JsonElement inputs) => new()
    {
        Language = inputs.TryGetProperty("language", out var language) ? language.GetString() : null,
        Complexity = inputs.TryGetProperty("complexity", out var complexity) ? complexity.GetDouble() : null,
        PersonalData = inputs.TryGetProperty("personalData", out var kinds) ? kinds.EnumerateArray().Select(kind => kind.GetString()!).ToList() : [],
        Nearest = inputs.TryGetProperty("nearest", out var nearest)
            ? new SemanticMatch(nearest.GetProperty("route").GetString()!, nearest.GetProperty("similarity").GetDouble())
            : null,
        Forecast = inputs.TryGetProperty("forecast", out var forecast) ? ReadForecast(forecast) : null,
    };

    public static Verdict? ReadVerdict(JsonElement inputs) => inputs.TryGetProperty("verdict", out var verdict)
        ? new Verdict(verdict.GetProperty("class").GetString()!, verdict.GetProperty("attempt").GetGuid())
        {
            IsRemembered = verdict.TryGetProperty("remembered", out _),
        }
        : null;

    private static void Write(Utf8JsonWriter json, LearnedForecast forecast)
    {
        json.WriteStartObject("forecast");
        json.WriteNumber("version", forecast.Version);
        json.WriteNumber("evidence", forecast.Evidence);
        if (forecast.GainThreshold is { } threshold)
            json.WriteNumber("gainThreshold", threshold);
        json.WriteStartObject("quality");
        foreach (var (model, quality) in forecast.Quality)
            json.WriteNumber(model, quality);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static LearnedForecast ReadForecast(JsonElement forecast) => new(
        forecast.GetProperty("version").GetInt64(),
        forecast.GetProperty("quality").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble()),
        forecast.GetProperty("evidence").GetDouble())
    {
        GainThreshold = forecast.TryGetProperty("gainThreshold", out var threshold) ? threshold.GetDouble() : null,
    };

    private static void Write(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject("verdict");
        json.WriteString("class", verdict.Class);
        json.WriteString("attempt", verdict.Attempt);
        if (verdict.IsRemembered)
            json.WriteBoolean("remembered", true);
        json.WriteEndObject();
    }
}
