namespace BatchRouter.Cli.Evaluating;

/// <summary>The rows of a set are no data to learn from: its line of the table is left out, and why is said.</summary>
internal sealed class EvalRefusedException(string reason) : Exception(reason);
