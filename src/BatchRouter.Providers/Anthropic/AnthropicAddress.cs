namespace BatchRouter.Providers.Anthropic;

/// <summary>Where Anthropic's paths begin.</summary>
internal static class AnthropicAddress
{
    private const string Version = "/v1";

    /// <summary>The package and its documents name the host alone, everybody else the version too: both are understood.</summary>
    public static string Root(Uri endpoint)
    {
        var text = endpoint.AbsoluteUri.TrimEnd('/');
        return text.EndsWith(Version, StringComparison.Ordinal) ? text[..^Version.Length] : text;
    }
}
