namespace BatchRouter.Scoring.Arithmetic;

/// <param name="Result">The right side as written: 20 for 20%.</param>
/// <param name="IsRight">The left side recomputes to it, exactly or rounded to the places shown.</param>
internal readonly record struct Equation(decimal Result, bool IsRight);

/// <summary>What a text shows of its arithmetic.</summary>
internal sealed class WorkedText
{
    public List<Equation> Equations { get; } = [];

    /// <summary>Every number, in order, as written.</summary>
    public List<decimal> Numbers { get; } = [];

    /// <summary>The text ends inside an equation: an operator, an equals sign or an open annotation is the last thing in it.</summary>
    public bool IsCut { get; set; }

    /// <summary>Sides with a variable or a word in place of a number.</summary>
    public int UnknownSides { get; set; }
}
