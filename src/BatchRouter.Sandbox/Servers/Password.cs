using System.Security.Cryptography;

namespace BatchRouter.Sandbox.Servers;

internal static class Password
{
    private const int Bytes = 18;

    /// <summary>Letters and digits only: it stands in URIs, connection strings and a broker's configuration file.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
