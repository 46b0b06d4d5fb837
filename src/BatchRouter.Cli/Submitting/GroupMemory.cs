using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BatchRouter.Contracts;

namespace BatchRouter.Cli.Submitting;

/// <summary>
/// Remembers the deadline that a group's folder was first submitted with. <c>--deadline 6h</c> is another time at every run, and the
/// same JobId with another body is refused: the run after a crash has to say the same as the one before it.
/// </summary>
internal sealed class GroupMemory(DirectoryInfo? folder)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(2 * Limits.DeadlineDays);

    /// <summary>Under the user's application data; where there is none, nothing is remembered.</summary>
    public static GroupMemory OfUser()
    {
        var root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new GroupMemory(root.Length == 0 ? null : new DirectoryInfo(Path.Combine(root, "batchrouter", "groups")));
    }

    /// <summary>The deadline that the same submission had before, or the one given now, which is remembered.</summary>
    /// <param name="now">A deadline before it has passed.</param>
    /// <param name="options">What all jobs share; a change of any of it makes another submission.</param>
    /// <exception cref="InvalidDataException">The deadline of the time before has passed.</exception>
    public DateTimeOffset DeadlineOf(FolderOptions options, DateTimeOffset now)
    {
        if (folder is null)
            return options.Deadline;
        var file = new FileInfo(Path.Combine(folder.FullName, KeyOf(options) + ".json"));
        if (file.Exists && Read(file) is { } known)
            return known > now
                ? known
                : throw new InvalidDataException(
                    $"group {options.Group} was submitted before, and its deadline {known:O} has passed: use another --group, such as one with the date in its name");
        Write(file, options.Deadline);
        return options.Deadline;
    }

    private static DateTimeOffset? Read(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<DateTimeOffset>(File.ReadAllBytes(file.FullName));
        }
        catch (JsonException)
        {
            // Cut off by a crash before anything was published.
            return null;
        }
    }

    private static void Write(FileInfo file, DateTimeOffset deadline)
    {
        file.Directory!.Create();
        // No deadline lies further ahead than a year: what is older is of no use.
        foreach (var old in file.Directory.EnumerateFiles("*.json").Where(old => old.LastWriteTimeUtc < deadline.UtcDateTime - KeptFor))
            old.Delete();
        var written = $"{file.FullName}.{Environment.ProcessId}";
        File.WriteAllBytes(written, JsonSerializer.SerializeToUtf8Bytes(deadline));
        File.Move(written, file.FullName, overwrite: true);
    }

    private static string KeyOf(FolderOptions options)
    {
        var labels = string.Join('\n', options.Labels.OrderBy(label => label.Key, StringComparer.Ordinal));
        object?[] parts =
        [
            options.Project, options.Group, options.Task, options.Prompt, options.MaxOutputTokens, options.Urgency, options.Quality?.Word,
            options.Quality?.Target, labels,
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))))[..40];
    }
}
