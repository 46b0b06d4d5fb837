using System.Text.Json;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>
/// Real answers of two real models, read in place from JSON lines with the fields prompt, weak_response,
/// strong_response, weak_correct and strong_correct. Found by the exact text of the last user message.
/// </summary>
public sealed class RecordedOutcomes
{
    public const string Weak = "mixtral-8x7b-instruct-v0.1";
    public const string Strong = "gpt-4-1106-preview";

    private readonly Dictionary<string, RecordedOutcome> _byPrompt;

    private RecordedOutcomes(Dictionary<string, RecordedOutcome> byPrompt) => _byPrompt = byPrompt;

    /// <summary>The recorded models at the prices to use with these records; no log-probabilities were kept.</summary>
    public static IReadOnlyList<SimulatedModel> Models { get; } =
    [
        ModelOf(Weak, SimulatedPrices.Of(input: 240_000_000, output: 240_000_000), contextWindowTokens: 32_768),
        ModelOf(Strong, SimulatedPrices.Of(input: 10_000_000_000, output: 30_000_000_000), contextWindowTokens: 128_000),
    ];

    public IEnumerable<string> Prompts => _byPrompt.Keys;

    /// <exception cref="InvalidDataException">A line is no such record; says which.</exception>
    public static RecordedOutcomes Load(string path)
    {
        var byPrompt = new Dictionary<string, RecordedOutcome>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var row = JsonDocument.Parse(line);
                byPrompt.TryAdd(Text(row, "prompt"), new(
                    Text(row, "weak_response"), Flag(row, "weak_correct"), Text(row, "strong_response"), Flag(row, "strong_correct")));
            }
            catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{Path.GetFileName(path)} line {number} is not a recorded outcome: {cause.Message}", cause);
            }
        }

        return new(byPrompt);
    }

    internal (string Text, bool Correct)? Find(string model, string prompt)
    {
        if (!_byPrompt.TryGetValue(prompt, out var row))
            return null;
        return model == Strong ? (row.StrongText, row.StrongCorrect) : (row.WeakText, row.WeakCorrect);
    }

    private static SimulatedModel ModelOf(string name, SimulatedPrices prices, int contextWindowTokens) => new()
    {
        Name = name,
        Prices = prices,
        Quality = new(0.5),
        Latency = new(MedianMs: 8, P99Ms: 20),
        ContextWindowTokens = contextWindowTokens,
        MaxOutputTokens = 4_096,
        OffersLogprobs = false,
        OffersJsonSchema = false,
        OffersTools = false,
    };

    private static string Text(JsonDocument row, string name) => row.RootElement.GetProperty(name).GetString() ?? "";

    private static bool Flag(JsonDocument row, string name) => row.RootElement.GetProperty(name).GetInt32() == 1;

    private sealed record RecordedOutcome(string WeakText, bool WeakCorrect, string StrongText, bool StrongCorrect);
}
