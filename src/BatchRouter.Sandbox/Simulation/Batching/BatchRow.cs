namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>One request of a batch, as sent.</summary>
/// <param name="CustomId">Unique in its batch.</param>
/// <param name="Body">The request itself, JSON.</param>
/// <param name="Model">As named in it; null where it names none.</param>
internal sealed record BatchRow(string CustomId, ReadOnlyMemory<byte> Body, string? Model)
{
    /// <summary>Names the request without its custom id, which is another at each try.</summary>
    public ulong ContentKey { get; } = Chance.Hash(Body.Span);

    /// <summary>How its line on the bill is found: by the attempt's id if the custom id is one of ours.</summary>
    public string BillKey => BillKeyOf(CustomId);

    public RowFate Fate { get; init; }

    /// <summary>Names this one purchase: the provider's request id without its prefix.</summary>
    public string RequestId { get; init; } = "";

    private static string BillKeyOf(string customId) => Shipping.CustomId.Parse(customId) is { } ours ? ours.Attempt.ToString() : customId;
}
