using System.Text.Json;

namespace BatchRouter.Lanes;

/// <summary>
/// The choice of a lane inside a stored candidate: what it came to, and every number that it was made from. Milliseconds keep their
/// fractions, so that a time is read back to the tick.
/// </summary>
internal static class LaneJson
{
    public static void Write(Utf8JsonWriter json, LaneNumbers lanes)
    {
        json.WriteStartObject("lanes");
        json.WriteString("reason", lanes.Reason);
        WriteIf(json, "flexRefusal", lanes.FlexRefusal);
        WriteIf(json, "batchRefusal", lanes.BatchRefusal);
        if (lanes is { Verdict: { } verdict, Outlook: { } outlook })
        {
            json.WriteNumber("slackSeconds", Math.Round(verdict.Slack.TotalSeconds, 3));
            json.WriteString("latestSafeStart", verdict.LatestSafeStart);
            json.WriteNumber("syncNanoUsd", verdict.SyncNanoUsd);
            WriteIf(json, "flexNanoUsd", verdict.FlexNanoUsd);
            WriteIf(json, "batchNanoUsd", verdict.BatchNanoUsd);
            Write(json, outlook);
            WriteIf(json, "syncSoftHoldNanoUsd", lanes.SyncSoftHoldNanoUsd);
        }

        json.WriteEndObject();
    }

    /// <summary>The outlook of a stored candidate's model; null, none was looked at.</summary>
    public static LaneOutlook? Read(JsonElement lanes) => !lanes.TryGetProperty("syncMs", out _) ? null : new LaneOutlook
    {
        WayBack = new WayBack(Time(lanes, "syncMs"), Time(lanes, "drainMs"), Time(lanes, "cancelMs"), Time(lanes, "escalateMs"), Time(lanes, "deltaMs")),
        FlexGivesUp = Time(lanes, "flexGivesUpMs"),
        BatchChance = lanes.GetProperty("batchChance").GetDouble(),
        DoubleChargeChance = lanes.GetProperty("doubleChargeChance").GetDouble(),
        FlexChance = lanes.GetProperty("flexChance").GetDouble(),
    };

    private static void Write(Utf8JsonWriter json, LaneOutlook outlook)
    {
        json.WriteNumber("batchChance", outlook.BatchChance);
        json.WriteNumber("doubleChargeChance", outlook.DoubleChargeChance);
        json.WriteNumber("flexChance", outlook.FlexChance);
        json.WriteNumber("syncMs", Milliseconds(outlook.WayBack.Sync));
        json.WriteNumber("drainMs", Milliseconds(outlook.WayBack.Drain));
        json.WriteNumber("cancelMs", Milliseconds(outlook.WayBack.Cancel));
        json.WriteNumber("escalateMs", Milliseconds(outlook.WayBack.Escalate));
        json.WriteNumber("deltaMs", Milliseconds(outlook.WayBack.Delta));
        json.WriteNumber("flexGivesUpMs", Milliseconds(outlook.FlexGivesUp));
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void WriteIf(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static decimal Milliseconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerMillisecond;

    private static TimeSpan Time(JsonElement lanes, string name) =>
        TimeSpan.FromTicks((long)(lanes.GetProperty(name).GetDecimal() * TimeSpan.TicksPerMillisecond));
}
