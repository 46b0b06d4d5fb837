using BatchRouter.Learning;

namespace BatchRouter.Benchmarks.Learning;

/// <summary>Invented prompts of many words, so that the table's rows are as scattered as in life.</summary>
internal static class SomePrompts
{
    private const int Vocabulary = 8_000;
    private const string Letters = "etaoinshrdlucmfwypvbgk";

    /// <summary>A model of two, learned from 1,500 prompts of 600 characters.</summary>
    public static LearnedQuality Learn()
    {
        var chance = new Random(1);
        var words = Words(chance);
        var examples = Enumerable.Range(0, 1_500).Select(i => new TrainingExample($"row-{i}", Prompt(words, chance, 600), new Dictionary<string, double>
        {
            ["weak"] = chance.Next(10) < 6 ? 1 : 0,
            ["strong"] = chance.Next(10) < 8 ? 1 : 0,
        })).ToList();
        return QualityTrainer.Train("bench", ["weak", "strong"], examples) is TrainingOutcome<LearnedQuality>.Learned learned
            ? LearnedQuality.FromBytes(learned.Model.ToBytes())
            : throw new InvalidOperationException("invented examples were refused");
    }

    /// <summary>Prompts of about 2 KB.</summary>
    public static string[] TwoKilobytes()
    {
        var chance = new Random(2);
        var words = Words(new Random(1));
        return [.. Enumerable.Range(0, 64).Select(_ => Prompt(words, chance, 2_048))];
    }

    private static string[] Words(Random chance) =>
        [.. Enumerable.Range(0, Vocabulary).Select(_ => string.Concat(Enumerable.Range(0, chance.Next(2, 11)).Select(_ => Letters[chance.Next(Letters.Length)])))];

    // Squared chance: some words are common and most are rare, as in life.
    private static string Prompt(string[] words, Random chance, int chars)
    {
        var text = new System.Text.StringBuilder();
        while (text.Length < chars)
            text.Append(words[(int)(Math.Pow(chance.NextDouble(), 2) * words.Length)]).Append(chance.Next(12) == 0 ? ". " : " ");
        return text.ToString(0, chars);
    }
}
