using System.Text.RegularExpressions;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// The name of a database or a virtual host: 1 to 63 lower-case letters, digits and underscores, a letter or underscore first.
/// So narrow because it stands in SQL, in URIs and in people's shells; 63 bytes is PostgreSQL's limit.
/// </summary>
internal sealed partial record ServerObjectName
{
    public ServerObjectName(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!Allowed().IsMatch(value))
            throw new ArgumentException(
                $"'{value}' is not a name of 1 to 63 lower-case letters, digits and underscores that begins with a letter or underscore.",
                nameof(value));
        Value = value;
    }

    public string Value { get; }

    /// <summary>As a quoted SQL identifier, since a name such as <c>user</c> is a keyword.</summary>
    public string Quoted => $"\"{Value}\"";

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]{0,62}\z")]
    private static partial Regex Allowed();
}
