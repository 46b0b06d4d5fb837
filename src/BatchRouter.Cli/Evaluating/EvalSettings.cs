namespace BatchRouter.Cli.Evaluating;

/// <summary>Where the recorded outcomes are: one folder to be split, or one to learn from and one to score.</summary>
internal sealed record EvalSettings(DirectoryInfo Train, DirectoryInfo? Test, ulong Seed);
