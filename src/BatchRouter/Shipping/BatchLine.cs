using BatchRouter.Running;

namespace BatchRouter.Shipping;

/// <summary>One line of what a provider gives for an ended batch.</summary>
public abstract record BatchLine
{
    private BatchLine() { }

    /// <summary>A row's outcome. Failed rows have a <see cref="CallResult.Failed"/> that says whether they may have been charged.</summary>
    public sealed record Row(CustomId Id, CallResult Result) : BatchLine;

    /// <summary>A line that names no row of ours, or cannot be read.</summary>
    /// <param name="Name">Its custom id, as far as it could be read.</param>
    /// <param name="Why">In words.</param>
    public sealed record Foreign(string? Name, string Why) : BatchLine;

    /// <summary>The rest could not be read now: it is read again later. Always the last.</summary>
    public sealed record Broken(string Detail, TimeSpan? RetryAfter = null) : BatchLine;
}
