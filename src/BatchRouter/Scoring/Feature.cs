namespace BatchRouter.Scoring;

/// <summary>One thing that can be measured on an answer, and how much it counts unless a task says otherwise.</summary>
/// <param name="Name">Unique; the key in a task's weights.</param>
/// <param name="DefaultWeight">Log-odds per unit of the feature's value.</param>
/// <param name="Unit">The value's unit and range, in words.</param>
public sealed record Feature(string Name, double DefaultWeight, string Unit);

/// <summary>A feature measured on one answer.</summary>
public readonly record struct FeatureValue(Feature Feature, double Value);
