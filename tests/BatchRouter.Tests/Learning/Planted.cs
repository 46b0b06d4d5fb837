using System.Globalization;
using BatchRouter.Learning;

namespace BatchRouter.Tests.Learning;

/// <summary>Invented prompts in which one word says whether the weaker model fails.</summary>
internal static class Planted
{
    public static readonly string[] Models = ["weak", "strong"];

    private static readonly string[] Filler = ["river", "table", "green", "seven", "cloud", "paper", "music", "stone", "garden", "window", "silver", "market"];

    private static readonly string[] Hard = ["manifold", "eigenvalue", "jurisprudence"];

    /// <summary>A hard word makes the weaker model fail in nine of ten; without one it is right in nine of ten. The stronger is right in 95%.</summary>
    public static List<TrainingExample> Examples(int count, int seed)
    {
        var chance = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Example(i, chance))];
    }

    private static TrainingExample Example(int i, Random chance)
    {
        var words = Enumerable.Range(0, chance.Next(8, 40)).Select(_ => Filler[chance.Next(Filler.Length)]).ToList();
        var isHard = chance.NextDouble() < 0.4;
        if (isHard)
            words.Insert(chance.Next(words.Count), Hard[chance.Next(Hard.Length)]);
        // No two prompts alike.
        words.Add(i.ToString(CultureInfo.InvariantCulture));
        var weak = chance.NextDouble() < (isHard ? 0.1 : 0.9) ? 1.0 : 0.0;
        var strong = chance.NextDouble() < 0.95 ? 1.0 : 0.0;
        return Of($"row-{i}", string.Join(' ', words), weak, strong);
    }

    public static TrainingExample Of(string id, string prompt, double weak, double strong) =>
        new(id, prompt, new Dictionary<string, double> { ["weak"] = weak, ["strong"] = strong });
}
