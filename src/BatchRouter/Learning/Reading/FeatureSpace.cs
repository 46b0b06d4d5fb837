namespace BatchRouter.Learning.Reading;

/// <summary>Which n-grams are counted, and into how many buckets: a learned model is good for the space it was learned in and no other.</summary>
/// <param name="WordBits">Word n-grams are hashed into 2^WordBits buckets.</param>
/// <param name="MostWords">Words per n-gram, from 1.</param>
/// <param name="ContextBits">Words that stand two to four apart, and words marked as standing in the question or in an option, are hashed into 2^ContextBits buckets.</param>
/// <param name="CharBits">Character n-grams are hashed into 2^CharBits buckets.</param>
/// <param name="FewestChars">Characters per n-gram, at least.</param>
/// <param name="MostChars">Characters per n-gram, at most, up to 4; below <paramref name="FewestChars"/>: none are counted.</param>
internal readonly record struct FeatureSpace(int WordBits, int MostWords, int ContextBits, int CharBits, int FewestChars, int MostChars)
{
    public static readonly FeatureSpace Default = new(WordBits: 16, MostWords: 2, ContextBits: 16, CharBits: 16, FewestChars: 3, MostChars: 4);

    public int WordBuckets => 1 << WordBits;

    public int ContextBuckets => 1 << ContextBits;

    public int CharBuckets => MostChars < FewestChars ? 0 : 1 << CharBits;

    /// <summary>Word buckets first, then contexts', then characters'.</summary>
    public int Buckets => WordBuckets + ContextBuckets + CharBuckets;

    /// <summary>All columns of the regression: buckets, marks, and one for the constant.</summary>
    public int Columns => Buckets + PromptMarks.Count + 1;
}
