using System.Globalization;
using System.Text;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Submitting;
using BatchRouter.Contracts;
using BatchRouter.Providers.Schemas;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class FolderSourceTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T20:00:00Z", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_MakesAJobOfEachFile_TheSameBytesAtEveryReading()
    {
        _folder.Write("b.txt", "zweite – Ärger");
        _folder.Write("a.txt", "first \0 text");
        _folder.Write("c.md", "no text file");
        var source = Source(new SubmitSettings { Path = _folder.Folder.FullName, Quality = "best", Labels = ["team=law", "empty="], Urgency = "urgent" });

        var entries = await ReadAsync(source);
        Assert.Equal(["a.txt", "b.txt"], entries.Select(entry => entry.Where));
        Assert.Equal(entries.Select(entry => entry.Body.ToArray()), (await ReadAsync(source)).Select(entry => entry.Body.ToArray()));

        var checker = new EntryChecker(Now, new NJsonSchemaValidator());
        var jobs = entries.Select(entry => checker.Check(entry).Job!).ToList();
        Assert.Equal(["About a.txt: first \0 text", "About b.txt: zweite – Ärger"], jobs.Select(job => job.Prompt));
        Assert.Equal("law", jobs[0].Labels["team"]);
        Assert.Equal(Now.AddHours(6), jobs[0].Deadline);
        Assert.Contains("zweite – Ärger", Encoding.UTF8.GetString(entries[1].Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AFileThatIsNoText_IsAProblemOfThatFileAlone()
    {
        _folder.Write("a.txt", [0xFF, 0xFE, 0x41]);
        _folder.Write("b.txt", "fine");
        var entries = await ReadAsync(Source(new SubmitSettings { Path = _folder.Folder.FullName }));
        Assert.Equal([RejectionCodes.InvalidText, null], entries.Select(entry => entry.Problem?.Code));
    }

    [Theory]
    [InlineData("--quality", "0 to 1")]
    [InlineData("--label", "key=value")]
    [InlineData("--deadline", "6h")]
    public void Read_AnOptionThatIsNotRight_IsNamed(string option, string wanted)
    {
        var settings = Settings(new SubmitSettings { Path = _folder.Folder.FullName }) with
        {
            Quality = option == "--quality" ? "good" : null,
            Labels = option == "--label" ? ["=x"] : [],
            Deadline = option == "--deadline" ? "soon" : "6h",
        };
        var fault = Assert.Throws<UsageException>(() => FolderReader.Read(settings, Now));
        Assert.StartsWith(option, fault.Message, StringComparison.Ordinal);
        Assert.Contains(wanted, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeadlineOf_TheSameSubmissionLater_KeepsTheFirstDeadline()
    {
        _folder.Write("a.txt", "text");
        var memory = new GroupMemory(_folder.Folder.CreateSubdirectory("memory"));
        var settings = Settings(new SubmitSettings { Path = _folder.Folder.FullName });
        var first = FolderReader.Read(settings, Now);
        var later = FolderReader.Read(settings, Now.AddHours(1));
        Assert.NotEqual(first.Deadline, later.Deadline);
        Assert.Equal(first.Deadline, memory.DeadlineOf(first, Now));
        Assert.Equal(first.Deadline, memory.DeadlineOf(later, Now.AddHours(1)));
        Assert.Equal(later.Deadline, memory.DeadlineOf(later with { Task = "another" }, Now.AddHours(1)));
        Assert.Throws<InvalidDataException>(() => memory.DeadlineOf(later, Now.AddHours(7)));
    }

    private FolderSource Source(SubmitSettings settings)
    {
        var options = FolderReader.Read(Settings(settings), Now);
        return new FolderSource(PromptTemplate.Parse("prompt.md", options.Prompt), options);
    }

    private SubmitSettings Settings(SubmitSettings settings) => settings with
    {
        Project = "docs",
        Task = "summarize",
        Group = "night",
        Deadline = "6h",
        Prompt = _folder.Write("prompt.md", "About {{name}}: {{text}}"),
    };

    private static async Task<List<Entry>> ReadAsync(FolderSource source)
    {
        var entries = new List<Entry>();
        await foreach (var entry in source.ReadAsync(TestContext.Current.CancellationToken))
            entries.Add(entry);
        return entries;
    }
}
