using System.Text.Json;
using BatchRouter.Learning;
using BatchRouter.Scoring;

namespace BatchRouter.Forecasting;

/// <summary>The stored form of a learned confidence: UTF-8 JSON with a version of its own.</summary>
public static class ConfidenceBytes
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static byte[] Write(LearnedConfidence learned) => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(
            Format, learned.Weights.Slope, learned.Weights.Offset, learned.Weights.ByFeature, learned.TrainingSize, learned.CalibrationError,
            learned.CalibrationErrorBefore),
        Json);

    /// <exception cref="InvalidDataException">No learned confidence, cut off, of another version, or outside the limits of scoring settings.</exception>
    public static LearnedConfidence Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(bytes, Json) ?? throw new InvalidDataException("these bytes are no learned confidence");
            if (stored.Format != Format)
                throw new InvalidDataException($"the learned confidence has version {stored.Format}, this program reads {Format}: train it again");
            var weights = new ScoringWeights { Slope = stored.Slope, Offset = stored.Offset, ByFeature = stored.ByFeature };
            return IsWithin(weights)
                ? new LearnedConfidence(weights, stored.TrainingSize, stored.CalibrationError, stored.CalibrationErrorBefore)
                : throw new InvalidDataException("the learned confidence has weights outside their limits");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException("these bytes are no learned confidence", fault);
        }
    }

    private static bool IsWithin(ScoringWeights weights) =>
        weights.Slope is >= 0.05 and <= 5 && weights.Offset is >= -10 and <= 10
        && weights.ByFeature.Values.All(weight => Math.Abs(weight) <= ScoringWeights.LargestWeight);

    private sealed record Stored(
        int Format, double Slope, double Offset, IReadOnlyDictionary<string, double> ByFeature, int TrainingSize, double CalibrationError, double CalibrationErrorBefore);
}
