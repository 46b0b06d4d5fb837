namespace BatchRouter.Learning.Fitting;

/// <summary>Coefficients of a fit: for each strength, each model's, beside the mean they are centred on.</summary>
/// <param name="Coefficients"><c>[column * Width + strength * models + model]</c>.</param>
/// <param name="Width">Distance of one column from the next.</param>
/// <param name="Means">By model.</param>
internal sealed record FittedWeights(float[] Coefficients, int Width, double[] Means);
