using Xunit;

namespace BatchRouter.Tests.House;

/// <summary>
/// Text that outsiders rely on, approved in git beside the test. A difference writes NAME.received.txt; who wants the change
/// moves it over NAME.approved.txt.
/// </summary>
internal static class Approved
{
    public static void Matches(string name, string text)
    {
        var approved = Repository.PathOf($"tests/BatchRouter.Tests/{name}.approved.txt");
        var received = Repository.PathOf($"tests/BatchRouter.Tests/{name}.received.txt");
        var written = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == written)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, written);
        Assert.Fail($"{name} is not as approved: compare {name}.received.txt with {name}.approved.txt");
    }
}
