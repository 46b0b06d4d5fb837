namespace BatchRouter.Learning;

/// <summary>How models are learned. The defaults are meant to be kept: the strength of the regularisation is chosen by the data itself.</summary>
public sealed record TrainingOptions
{
    public static readonly TrainingOptions Default = new();

    /// <summary>Parts for out-of-fold predictions, 2 to 20. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Share of distinct prompts with conflicting labels above which training is refused, 0 to 1. Default 0.2: beyond it the labels are no measurement.</summary>
    public double MostConflicts { get; init; } = 0.2;

    /// <summary>Distinct prompts needed at least. Default 20.</summary>
    public int FewestExamples { get; init; } = 20;

    /// <summary>Enters the folds. Default 0.</summary>
    public ulong Seed { get; init; }
}
