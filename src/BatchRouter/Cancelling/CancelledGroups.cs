namespace BatchRouter.Cancelling;

/// <summary>Groups of which nothing more is to be bought, as this worker last read them. A job that was just claimed brings the latest word with it.</summary>
public sealed class CancelledGroups
{
    private volatile IReadOnlySet<string> _groups = new HashSet<string>();

    public bool Has(string? group) => group is not null && _groups.Contains(group);

    public void Swap(IReadOnlySet<string> groups) => _groups = groups;
}
