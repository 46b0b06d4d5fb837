namespace BatchRouter.Drifting;

/// <summary>Where a figure lies with 95% confidence, both ends within 0..1.</summary>
public readonly record struct Interval(double Low, double High);
