namespace BatchRouter.Cli.Doctoring;

internal enum CheckStatus
{
    Ok,
    Warning,
    Failed,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Detail">What was seen; never a password or a key.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
internal sealed record Check(string Name, CheckStatus Status, string Detail, string? Remedy = null)
{
    public static Check Ok(string name, string detail) => new(name, CheckStatus.Ok, detail);

    public static Check Warning(string name, string detail, string remedy) => new(name, CheckStatus.Warning, detail, remedy);

    public static Check Failed(string name, string detail, string remedy) => new(name, CheckStatus.Failed, detail, remedy);
}

/// <summary>All checks in their order.</summary>
internal sealed record DoctorResult(IReadOnlyList<Check> Checks)
{
    /// <summary>Whether nothing failed; warnings are no failure.</summary>
    public bool Healthy => Checks.All(check => check.Status != CheckStatus.Failed);
}
