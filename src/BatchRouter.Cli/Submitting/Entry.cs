namespace BatchRouter.Cli.Submitting;

/// <summary>One job to be, as a source gives it.</summary>
/// <param name="Where">For people: <c>line 12</c>, or a file's name.</param>
/// <param name="Line">The line in a JSONL file; null for a file of a folder.</param>
/// <param name="Body">The message's bytes; empty where there is a problem.</param>
/// <param name="Problem">What keeps it from being a message at all; null, nothing.</param>
internal sealed record Entry(string Where, long? Line, ReadOnlyMemory<byte> Body, BadField? Problem = null);

/// <summary>Which field, which code of the contract, and the reason in words.</summary>
internal sealed record BadField(string Field, string Code, string Reason);

/// <summary>Where jobs come from. Read twice: once to check everything, once to publish it; both give the same.</summary>
internal interface ISource
{
    /// <summary>How many there are, where that is known beforehand.</summary>
    long? Count { get; }

    IAsyncEnumerable<Entry> ReadAsync(CancellationToken stop);
}
