namespace BatchRouter.Scoring.Arithmetic;

/// <summary>A side of an equation once it is read.</summary>
/// <param name="Value">With 20% as 0.2.</param>
/// <param name="PlainValue">With 20% as 20; null where that cannot be computed.</param>
/// <param name="LoneDecimals">Places shown, where the side is one number.</param>
/// <param name="HasOperator">A sum rather than a bare number.</param>
/// <param name="First">The number it begins with, where it begins with one.</param>
internal readonly record struct Side(decimal Value, decimal? PlainValue, int? LoneDecimals, bool HasOperator, decimal? First)
{
    // Sums with thirds in them end in a few wrong digits.
    private const decimal Dust = 0.000_001m;

    public static Side? Of(Expression expression) =>
        expression.Evaluate(percentsArePlain: false) is { } value
            ? new Side(value, expression.HasPercent ? expression.Evaluate(percentsArePlain: true) : value, expression.LoneDecimals, expression.HasOperator, expression.First)
            : null;

    /// <summary>Equal exactly, or within one unit of the last place that the result shows: people round up, down and to the nearest.</summary>
    public bool EqualsRounded(Side result) =>
        Near(Value, result.Value, result.LoneDecimals) || Near(Value, result.PlainValue, result.LoneDecimals)
        || Near(PlainValue, result.Value, result.LoneDecimals) || Near(PlainValue, result.PlainValue, result.LoneDecimals);

    /// <summary>"6 * 6 = 36 / 12 = 3": the second side takes the result and goes on, as people write it, rather than state it again.</summary>
    public bool GoesOnFrom(Side before) => HasOperator && First is { } first && Math.Abs(first - before.Value) <= Dust && !EqualsRounded(before);

    private static bool Near(decimal? left, decimal? right, int? places)
    {
        if (left is null || right is null)
            return false;
        var difference = Math.Abs(left.Value - right.Value);
        return difference <= Dust || (places is { } shown && difference < LastPlace(shown));
    }

    private static decimal LastPlace(int decimals)
    {
        var place = 1m;
        for (var i = 0; i < decimals; i++)
            place /= 10;
        return place;
    }
}
