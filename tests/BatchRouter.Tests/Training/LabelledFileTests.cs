using BatchRouter.Cli;
using BatchRouter.Cli.Training;
using BatchRouter.Learning;
using BatchRouter.Tests.Cli;
using Xunit;

namespace BatchRouter.Tests.Training;

public sealed class LabelledFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_GoodLines_GivesExamplesNamedByIdOrLine()
    {
        var examples = await ReadAsync("""
            {"prompt": "a", "labels": {"weak": 0, "strong": 1}, "id": "one", "weight": 0.5}

            {"prompt": "b", "labels": {"weak": 0.25}}
            """);
        Assert.Equal([("one", "a", 0.5), ("line 3", "b", 1.0)], examples.Select(example => (example.Id, example.Prompt, example.Weight)));
        Assert.Equal(0.25, examples[1].Quality["weak"]);
    }

    [Theory]
    [InlineData("not json", "labels.jsonl, line 2: $: ")]
    [InlineData("[]", "labels.jsonl, line 2: $: an object with prompt, labels, id and weight is wanted")]
    [InlineData("""{"labels": {}}""", "labels.jsonl, line 2: prompt: is missing")]
    [InlineData("""{"prompt": "a"}""", "labels.jsonl, line 2: labels: is missing")]
    [InlineData("""{"prompt": 5, "labels": {}}""", "labels.jsonl, line 2: prompt: a string is wanted")]
    [InlineData("""{"prompt": "\ud800", "labels": {}}""", "labels.jsonl, line 2: $: ")]
    [InlineData("""{"prompt": "a", "labels": [1]}""", "labels.jsonl, line 2: labels: an object")]
    [InlineData("""{"prompt": "a", "labels": {"gpt": 1.5}}""", "labels.jsonl, line 2: labels.gpt: 1.5 is none of what is wanted: 0 (wrong) to 1 (right)")]
    [InlineData("""{"prompt": "a", "labels": {"gpt": "1"}}""", "labels.jsonl, line 2: labels.gpt: ")]
    [InlineData("""{"prompt": "a", "labels": {"gpt": 1, "gpt": 0}}""", "labels.jsonl, line 2: $: ")]
    [InlineData("""{"prompt": "a", "labels": {}, "weight": 0}""", "labels.jsonl, line 2: weight: 0 is none of what is wanted")]
    [InlineData("""{"prompt": "a", "label": {}}""", "labels.jsonl, line 2: label: is unknown")]
    public async Task Read_ABadLine_NamesFileLineAndField(string line, string error)
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("{\"prompt\": \"a\", \"labels\": {\"weak\": 1}}\n" + line));
        Assert.StartsWith(error, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ABadLine_IsAConfigurationError()
    {
        var file = _folder.Write("labels.jsonl", "{\"prompt\": 5}");
        Assert.Equal(ExitCodes.Configuration, await TrainAsync(file, "weak,strong"));
        Assert.Equal(ExitCodes.Configuration, await TrainAsync(new FileInfo("nowhere.jsonl"), "weak,strong"));
    }

    [Fact]
    public async Task Train_LabelsOfOneClass_AreRefused()
    {
        var lines = Enumerable.Range(0, 30).Select(i => Line(i, 1));
        Assert.Equal(ExitCodes.FoundWrong, await TrainAsync(_folder.Write("labels.jsonl", string.Join('\n', lines)), "weak,strong"));
    }

    [Fact]
    public async Task Train_GoodLabelsDry_AreLearnedAndNotStored()
    {
        var lines = Enumerable.Range(0, 40).Select(i => Line(i, i % 2));
        Assert.Equal(ExitCodes.Done, await TrainAsync(_folder.Write("labels.jsonl", string.Join('\n', lines)), "weak,strong"));
    }

    [Fact]
    public async Task Train_AModelWithoutALabel_IsNamed()
    {
        var lines = Enumerable.Range(0, 40).Select(i => Line(i, i % 2));
        var file = _folder.Write("labels.jsonl", string.Join('\n', lines));
        var settings = new TrainSettings { Task = "t", File = file, Models = ["weak", "storng"], By = "test", Catalog = new FileInfo("nowhere.json") };
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => new TrainRun(settings, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains("'storng'; there are labels for strong, weak", fault.Message, StringComparison.Ordinal);
    }

    private static string Line(int i, int weak) => $"{{\"prompt\": \"question {i}\", \"labels\": {{\"weak\": {weak}, \"strong\": 1}} }}";

    private static Task<int> TrainAsync(FileInfo file, string models) =>
        CommandLine.RunAsync(["train", "--task", "t", "--file", file.FullName, "--models", models, "--dry-run", "--json"]);

    private async Task<List<TrainingExample>> ReadAsync(string text)
    {
        var examples = new List<TrainingExample>();
        await foreach (var example in new LabelledFile(_folder.Write("labels.jsonl", text)).ReadAsync(TestContext.Current.CancellationToken))
            examples.Add(example);
        return examples;
    }
}
