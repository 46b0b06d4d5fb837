namespace BatchRouter.Learning.Fitting;

/// <summary>One observation of a logistic regression.</summary>
/// <param name="Row">By coefficient; the first is the offset's and 1.</param>
/// <param name="Label">0 to 1.</param>
/// <param name="Weight">Above 0.</param>
internal readonly record struct LogisticPoint(double[] Row, double Label, double Weight);
