using System.Globalization;
using System.Security.Cryptography;
using BatchRouter.Cli.Presenting;
using BatchRouter.Contracts;

namespace BatchRouter.Cli.Submitting;

/// <summary>From the command line to what all jobs of a folder share.</summary>
internal static class FolderReader
{
    private const string DefaultDeadline = "24h";
    private const int DefaultOutputTokens = 1_024;

    /// <param name="settings">The command line.</param>
    /// <param name="now">Relative deadlines count from here.</param>
    /// <param name="template">The template where <c>--prompt</c> is not given; null, it must be.</param>
    /// <exception cref="UsageException">An option is missing or not right.</exception>
    public static FolderOptions Read(SubmitSettings settings, DateTimeOffset now, string? template = null) => new()
    {
        Folder = new DirectoryInfo(settings.Path),
        Pattern = settings.Pattern ?? "*.txt",
        Project = settings.Project ?? throw Missing("--project"),
        Task = settings.Task ?? throw Missing("--task"),
        Prompt = settings.Prompt is { } file ? Template(file) : template ?? throw Missing("--prompt"),
        Group = settings.Group ?? NewGroup(now),
        MaxOutputTokens = settings.MaxOutputTokens ?? DefaultOutputTokens,
        Urgency = settings.Urgency is "urgent" ? Urgency.Urgent : Urgency.Bulk,
        Deadline = DeadlineText.TryParse(settings.Deadline ?? DefaultDeadline, now, out var deadline)
            ? deadline
            : throw new UsageException($"--deadline: {DeadlineText.Wanted} is wanted, at most {Limits.DeadlineDays} days ahead"),
        IsDeadlineRelative = DeadlineText.IsRelative(settings.Deadline ?? DefaultDeadline),
        Quality = settings.Quality is { } quality ? QualityOf(quality) : null,
        Labels = LabelsOf(settings.Labels),
    };

    private static UsageException Missing(string option) => new($"{option} is missing: a folder of text files needs it");

    private static string Template(FileInfo file) => file.Exists
        ? File.ReadAllText(file.FullName)
        : throw new FileNotFoundException($"--prompt: {file.FullName} is not there");

    // With the time in front, so that groups sort as they were made.
    private static string NewGroup(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    private static Quality QualityOf(string text)
    {
        if (text is "cheap" or "balanced" or "best")
            return Quality.Of(text);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var target) && target is >= 0 and <= 1
            ? Quality.Of(target)
            : throw new UsageException("--quality: 0 to 1, or one of cheap, balanced, best is wanted");
    }

    private static Dictionary<string, string> LabelsOf(IReadOnlyList<string> texts)
    {
        var labels = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new UsageException($"--label: key=value is wanted, not '{text}'");
            if (!labels.TryAdd(text[..equals], text[(equals + 1)..]))
                throw new UsageException($"--label: '{text[..equals]}' stands twice");
        }

        return labels;
    }
}
