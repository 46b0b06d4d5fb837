namespace BatchRouter.Budgeting;

/// <summary>Reads a scope as it is written in configuration, on the command line and in the store.</summary>
internal static class ScopeText
{
    // As long as names and labels of a job may be.
    private const int LongestName = 64;
    private const int LongestValue = 256;

    public static bool TryRead(string text, out BudgetScope? scope, out string? error)
    {
        (scope, error) = Read(text);
        if (error is not null)
            (scope, error) = (null, $"scope: {error}");
        return scope is not null;
    }

    private static (BudgetScope? Scope, string? Error) Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        switch (kind)
        {
            case "all" when colon < 0:
                return (new BudgetScope.All(), null);
            case "all":
                return (null, "a name stands after all; all alone is wanted");
            case "team":
                return (new BudgetScope.Team(rest), NameFault(kind, rest));
            case "project":
                return (new BudgetScope.Project(rest), NameFault(kind, rest));
            case "model":
                return (new BudgetScope.Model(rest), NameFault(kind, rest));
            case "label":
                return Label(rest);
            default:
                return (null, $"'{Printable(text)}' is none; {BudgetScope.Forms} is wanted");
        }
    }

    private static (BudgetScope? Scope, string? Error) Label(string rest)
    {
        var equals = rest.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return (null, "a label's key and value are missing; label:KEY=VALUE is wanted");
        var (key, value) = (rest[..equals], rest[(equals + 1)..]);
        // A label's value may be empty.
        return (new BudgetScope.Label(key, value), Fault("the label's key", key, LongestName) ?? Fault("the label's value", value, LongestValue));
    }

    private static string? NameFault(string kind, string name) => name.Length == 0
        ? $"the name of the {kind} is missing; {kind}:NAME is wanted"
        : Fault($"the name of the {kind}", name, LongestName);

    private static string? Fault(string what, string name, int longest)
    {
        if (name.Length > longest)
            return $"{what} has {name.Length} characters; at most {longest} are wanted";
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogatePair(name, i))
                i++;
            else if (char.IsControl(name[i]) || char.IsSurrogate(name[i]))
                return $"{what} holds U+{(int)name[i]:X4}; printable characters are wanted";
        }

        return null;
    }

    private static string Printable(string text) =>
        string.Concat((text.Length > LongestName ? text[..LongestName] + "…" : text).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
}
