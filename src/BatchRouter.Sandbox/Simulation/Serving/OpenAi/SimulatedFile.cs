namespace BatchRouter.Sandbox.Simulation.Serving.OpenAi;

/// <summary>A file as it lies on the shelf.</summary>
internal sealed record SimulatedFile(string Id, byte[] Content, string Filename, string Purpose, DateTimeOffset CreatedAt)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    public DateTimeOffset ExpiresAt => CreatedAt + Life;

    /// <summary>Null for what a caller uploaded: its reads break off as the fate of its batch wants it.</summary>
    public Func<bool>? CutsRead { get; init; }

    public object ToWire() => new
    {
        Id,
        Object = "file",
        Bytes = Content.Length,
        CreatedAt = CreatedAt.ToUnixTimeSeconds(),
        ExpiresAt = ExpiresAt.ToUnixTimeSeconds(),
        Filename,
        Purpose,
        Status = "processed",
    };
}
