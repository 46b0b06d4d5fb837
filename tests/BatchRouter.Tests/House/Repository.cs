using System.Runtime.CompilerServices;

namespace BatchRouter.Tests.House;

/// <summary>The working copy that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    public static string PathOf(string path) => Path.Combine(Root, path);

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string Find([CallerFilePath] string file = "")
    {
        // Beside the source where the path is real, else above the built test.
        foreach (var start in (string[])[Path.GetDirectoryName(file) ?? "", AppContext.BaseDirectory])
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, "BatchRouter.sln")))
                    return folder;
        throw new InvalidOperationException("BatchRouter.sln is not above the tests");
    }
}
