namespace BatchRouter.Sandbox.Simulation;

/// <summary>What is in store for one row of a batch that gets to it.</summary>
public enum RowFate
{
    /// <summary>One line; charged.</summary>
    Answered,

    /// <summary>No line in any file; not charged.</summary>
    Missing,

    /// <summary>No line in any file; charged all the same.</summary>
    Lost,

    /// <summary>Two equal lines; charged once.</summary>
    Duplicated,

    /// <summary>Cut at half of its length, finish reason length; charged.</summary>
    Truncated,

    /// <summary>400, which no repeat heals; not charged.</summary>
    Rejected,

    /// <summary>500; not charged.</summary>
    Failed,

    /// <summary>No response but an error of the batch's own: request_timeout (OpenAI), api_error (Anthropic); not charged.</summary>
    TimedOut,
}

/// <summary>A row as a script may look at it.</summary>
/// <param name="CustomId">As sent.</param>
/// <param name="Batch">The number of its batch.</param>
/// <param name="Index">In the batch as sent, from 0.</param>
/// <param name="Body">Of the request, JSON.</param>
/// <param name="Try">Counts this body in batches, from 1.</param>
public sealed record RowMoment(string CustomId, int Batch, int Index, string Body, int Try);
