namespace BatchRouter.Cli.Presenting;

/// <summary>The command line is well formed and still does not make sense.</summary>
internal sealed class UsageException(string message) : Exception(message);
