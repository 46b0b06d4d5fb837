using System.Text.Json;
using BatchRouter.Observing;

namespace BatchRouter.Routing;

/// <summary>What a worker saw of the models, inside a decision: milliseconds with their fractions, so that a time is read back to the tick.</summary>
internal static class ObservedJson
{
    private static readonly ObservedModel Nothing = new();

    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, ObservedModel> observed)
    {
        var isOpen = false;
        foreach (var (name, model) in observed)
        {
            if (model == Nothing)
                continue;
            if (!isOpen)
                json.WriteStartObject("observed");
            isOpen = true;
            json.WriteStartObject(name);
            Write(json, model);
            json.WriteEndObject();
        }

        if (isOpen)
            json.WriteEndObject();
    }

    public static Dictionary<string, ObservedModel> Read(JsonElement observed) =>
        observed.EnumerateObject().ToDictionary(entry => entry.Name, entry => ReadModel(entry.Value));

    private static void Write(Utf8JsonWriter json, ObservedModel model)
    {
        if (model.P50 is { } p50)
            json.WriteNumber("p50Ms", p50.Ticks / (decimal)TimeSpan.TicksPerMillisecond);
        if (model.P99 is { } p99)
            json.WriteNumber("p99Ms", p99.Ticks / (decimal)TimeSpan.TicksPerMillisecond);
        if (model.ErrorShare != 0)
            json.WriteNumber("errorShare", model.ErrorShare);
        if (model.Headroom is { } headroom)
            json.WriteNumber("headroom", headroom);
        if (model.UnderWay != 0)
            json.WriteNumber("underWay", model.UnderWay);
        if (model.IsRecovering)
            json.WriteBoolean("recovering", true);
    }

    private static ObservedModel ReadModel(JsonElement model) => new()
    {
        P50 = Time(model, "p50Ms"),
        P99 = Time(model, "p99Ms"),
        ErrorShare = model.TryGetProperty("errorShare", out var errors) ? errors.GetDouble() : 0,
        Headroom = model.TryGetProperty("headroom", out var headroom) ? headroom.GetDouble() : null,
        UnderWay = model.TryGetProperty("underWay", out var underWay) ? underWay.GetInt32() : 0,
        IsRecovering = model.TryGetProperty("recovering", out _),
    };

    private static TimeSpan? Time(JsonElement model, string name) =>
        model.TryGetProperty(name, out var ms) ? TimeSpan.FromTicks((long)(ms.GetDecimal() * TimeSpan.TicksPerMillisecond)) : null;
}
