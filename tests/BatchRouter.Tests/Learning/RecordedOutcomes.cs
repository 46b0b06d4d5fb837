using System.Text.Json;
using Xunit;

namespace BatchRouter.Tests.Learning;

/// <summary>The folder of recorded outcomes, where this machine has one; tests skip, saying so, where not.</summary>
internal static class RecordedOutcomes
{
    public static string Folder()
    {
        if (Environment.GetEnvironmentVariable("BATCHROUTER_DATA") is { Length: > 0 } named && Directory.Exists(named))
            return named;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, "..", "shared", "data") is var beside && Directory.Exists(beside))
                return beside;
        Assert.Skip("no recorded outcomes: set BATCHROUTER_DATA to the folder that holds routellm and zeroeval");
        return "";
    }

    public static List<JsonElement> Rows(string file)
    {
        var path = Path.Combine(Folder(), "routellm", file);
        Assert.SkipUnless(File.Exists(path), $"no recorded outcomes: {file} is not in routellm");
        return [.. File.ReadLines(path).Select(line => JsonElement.Parse(line))];
    }
}
