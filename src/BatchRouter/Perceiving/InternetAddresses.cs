using System.Net;
using System.Net.Sockets;

namespace BatchRouter.Perceiving;

/// <summary>
/// Addresses that may be somebody's: those of private networks, of the machine itself and of documents' examples are nobody's; four single digits
/// are a section or a version, and so is what a version's name stands before.
/// </summary>
internal static class InternetAddresses
{
    public static bool IsOne(ReadOnlySpan<char> match, ReadOnlySpan<char> before)
    {
        if (!IPAddress.TryParse(match, out var address))
            return false;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? match.Length > 7 && !HasLeadingZero(match) && !IsVersion(before) && IsPublic(address)
            : Groups(match) >= 4 && !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6UniqueLocal && !address.IsIPv6Multicast
                && !match.StartsWith("2001:db8", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsPublic(IPAddress address)
    {
        Span<byte> parts = stackalloc byte[4];
        address.TryWriteBytes(parts, out _);
        return (parts[0], parts[1], parts[2]) switch
        {
            (0 or 10 or 127 or >= 224, _, _) => false,
            (100, >= 64 and <= 127, _) => false,
            (169, 254, _) or (192, 168, _) or (172, >= 16 and <= 31, _) => false,
            (192, 0, 2) or (198, 51, 100) or (203, 0, 113) => false,
            _ => true,
        };
    }

    private static bool HasLeadingZero(ReadOnlySpan<char> match)
    {
        for (var i = 0; i + 1 < match.Length; i++)
            if (match[i] == '0' && char.IsAsciiDigit(match[i + 1]) && (i == 0 || match[i - 1] == '.'))
                return true;
        return false;
    }

    private static bool IsVersion(ReadOnlySpan<char> before)
    {
        var word = before.TrimEnd(" :=\"'");
        return word.EndsWith("version", StringComparison.OrdinalIgnoreCase) || word.EndsWith("release", StringComparison.OrdinalIgnoreCase)
            || word.EndsWith("build", StringComparison.OrdinalIgnoreCase) || word.EndsWith("section", StringComparison.OrdinalIgnoreCase)
            || word.EndsWith(" v", StringComparison.OrdinalIgnoreCase);
    }

    private static int Groups(ReadOnlySpan<char> match)
    {
        var groups = 0;
        foreach (var range in match.Split(':'))
            groups += match[range].Length > 0 ? 1 : 0;
        return groups;
    }
}
