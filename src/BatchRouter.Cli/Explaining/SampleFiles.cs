using System.CommandLine;

namespace BatchRouter.Cli.Explaining;

/// <summary>The samples in <c>deploy/</c>, for who asks how a prompt would be routed before any file of one's own is there.</summary>
internal static class SampleFiles
{
    /// <summary>The file that was named or is here; else its sample, and it is said.</summary>
    public static FileInfo Or(ParseResult parsed, Option<FileInfo> option)
    {
        var file = parsed.GetValue(option)!;
        var sample = new FileInfo(Path.Combine("deploy", file.Name));
        if (parsed.GetResult(option) is { Implicit: false } || file.Exists || !sample.Exists)
            return file;
        Console.Error.WriteLine($"no {file.Name} here and no {option.Name}: the sample deploy/{file.Name} is asked");
        return sample;
    }
}
