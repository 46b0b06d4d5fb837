namespace BatchRouter.Learning.Fitting;

/// <summary>How much of a prompt's words training has met: the share, weighted by how rare each is, of its word n-grams that are known.</summary>
internal static class SeenWords
{
    /// <summary>0..1; 0 for a prompt without words.</summary>
    public static double Share(ReadOnlySpan<int> words, ReadOnlySpan<float> idf)
    {
        var known = 0;
        foreach (var bucket in words)
            known += idf[bucket] > 0 ? 1 : 0;
        return words.IsEmpty ? 0 : known / (double)words.Length;
    }
}
