namespace BatchRouter.Learning.Measuring;

/// <summary>Where a figure lies with 95% confidence.</summary>
public readonly record struct Interval(double Low, double High);
