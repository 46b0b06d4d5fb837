namespace BatchRouter.Scoring.Arithmetic;

internal enum MathTokenKind
{
    Number,
    Operator,
    Open,
    Close,
    Equals,

    /// <summary>A unit or any other word: may stand behind a number.</summary>
    Word,

    /// <summary>A letter that stands for a number, or a word that changes what the numbers mean: the side cannot be recomputed.</summary>
    Unknown,

    /// <summary>The end of a phrase; no equation goes across it.</summary>
    Break,
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Value">A number's value, percent not yet applied.</param>
/// <param name="Decimals">Digits behind a number's point.</param>
/// <param name="IsPercent">A number with a percent sign.</param>
/// <param name="Symbol">An operator, one of + - * / and o for "of", which multiplies where a share stands before it.</param>
/// <param name="IsGlued">No white space before it.</param>
internal readonly record struct MathToken(
    MathTokenKind Kind, decimal Value = 0, int Decimals = 0, bool IsPercent = false, char Symbol = '\0', bool IsGlued = false);
