namespace BatchRouter.Learning.Reading;

/// <summary>What was counted in one prompt: buckets met, in order of first appearance within their block, and the marks.</summary>
internal sealed class PromptCounts
{
    public required int[] Buckets { get; init; }

    public required byte[] Times { get; init; }

    /// <summary>How many of the buckets are words'; they stand first.</summary>
    public required int WordCount { get; init; }

    /// <summary>How many are contexts'; they stand after the words'.</summary>
    public required int ContextCount { get; init; }

    /// <summary>Hashes of the words, in order.</summary>
    public required uint[] Words { get; init; }

    public required float[] Marks { get; init; }

    public static PromptCounts Of(string prompt, FeatureSpace space)
    {
        var reader = PromptReader.Rent(space);
        reader.Read(prompt);
        return new PromptCounts
        {
            Buckets = reader.Met.ToArray(),
            Times = reader.Met.ToArray().Select(reader.TimesOf).ToArray(),
            WordCount = reader.WordCount,
            ContextCount = reader.ContextCount,
            Words = reader.Words.ToArray(),
            Marks = reader.Marks.ToArray(),
        };
    }
}
