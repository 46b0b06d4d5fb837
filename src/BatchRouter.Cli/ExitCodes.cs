namespace BatchRouter.Cli;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The command ran and found something wrong: a lost job, a ledger that differs, a check that failed.</summary>
    public const int FoundWrong = 1;

    /// <summary>The command line is not right.</summary>
    public const int Usage = 2;

    /// <summary>A configuration file or an input file is not right; the message names file, line and key.</summary>
    public const int Configuration = 3;

    /// <summary>PostgreSQL or RabbitMQ cannot be had.</summary>
    public const int Servers = 4;

    /// <summary>Something that nobody foresaw.</summary>
    public const int Surprise = 70;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
