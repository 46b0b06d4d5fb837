namespace BatchRouter.Cli.Evaluating.Reading;

/// <summary>Finds recorded outcomes in a folder, at any depth, by the names of their files.</summary>
internal static class DataFolder
{
    /// <summary>Files named <c>PREFIX.….EXTENSION</c>, in the order of their paths.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    public static IReadOnlyList<FileInfo> Find(DirectoryInfo folder, string prefix, string extension)
    {
        if (!folder.Exists)
            throw new DirectoryNotFoundException($"{folder.FullName}: there is no such folder; name one with recorded outcomes");
        return [.. folder.EnumerateFiles($"{prefix}.*.{extension}", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal)];
    }
}
