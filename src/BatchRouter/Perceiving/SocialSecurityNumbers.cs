namespace BatchRouter.Perceiving;

/// <summary>AAA-GG-SSSS with dashes, of parts that were ever given out.</summary>
internal static class SocialSecurityNumbers
{
    public static bool IsOne(ReadOnlySpan<char> match, ReadOnlySpan<char> before)
    {
        if (match.Length != 11 || match[3] != '-' || match[6] != '-' || match.Count('-') != 2
            || match[..3].ContainsAnyExceptInRange('0', '9') || match[4..6].ContainsAnyExceptInRange('0', '9') || match[7..].ContainsAnyExceptInRange('0', '9'))
            return false;
        return match[..3] is not "000" and not "666" && match[0] != '9' && match[4..6] is not "00" && match[7..] is not "0000";
    }
}
