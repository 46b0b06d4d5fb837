using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BatchRouter.Contracts;

namespace BatchRouter.Cli.Submitting;

/// <summary>The text files of a folder, each a job: in the order of their names, without subfolders.</summary>
internal sealed class FolderSource : ISource
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // A text in any script keeps its size: nothing here ends up in HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly FolderOptions _options;
    private readonly PromptTemplate _template;
    private readonly List<FileInfo> _files;

    /// <exception cref="InvalidDataException">No file matches.</exception>
    public FolderSource(PromptTemplate template, FolderOptions options)
    {
        _options = options;
        _template = template;
        _files = options.Folder.EnumerateFiles(options.Pattern, SearchOption.TopDirectoryOnly).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        if (_files.Count == 0)
            throw new InvalidDataException($"no file in {options.Folder.FullName} matches {options.Pattern}");
    }

    public long? Count => _files.Count;

    public async IAsyncEnumerable<Entry> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var file in _files)
            yield return await EntryAsync(file, stop);
    }

    private async Task<Entry> EntryAsync(FileInfo file, CancellationToken stop)
    {
        if (file.Length > Limits.BodyBytes)
            return new Entry(file.Name, null, default, new BadField("$", RejectionCodes.BodyTooLarge, $"{file.Length} bytes; the limit is {Limits.BodyBytes}"));
        var content = await File.ReadAllBytesAsync(file.FullName, stop);
        try
        {
            var text = Strict.GetString(content).TrimStart('\uFEFF');
            return new Entry(file.Name, null, JsonSerializer.SerializeToUtf8Bytes(Job(file.Name, content, text), Json));
        }
        catch (DecoderFallbackException)
        {
            return new Entry(file.Name, null, default, new BadField("messages[0].content", RejectionCodes.InvalidText, "the file is not UTF-8 text"));
        }
    }

    private SubmitJob Job(string name, byte[] content, string text) => new()
    {
        JobId = FileJobId.Of(_options.Project, _options.Group, name, content),
        Project = _options.Project,
        GroupId = _options.Group,
        Task = _options.Task,
        Messages = [ChatMessage.User(_template.Fill(name, text))],
        MaxOutputTokens = _options.MaxOutputTokens,
        Urgency = _options.Urgency,
        Deadline = _options.Deadline,
        Quality = _options.Quality,
        Labels = _options.Labels.Count > 0 ? _options.Labels : null,
    };
}
