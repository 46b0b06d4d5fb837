using System.Text;
using BatchRouter.Cli.Estimating;
using BatchRouter.Cli.Submitting;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class ChangedLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"task":"old","a":1}""", """{"task":"new","a":1}""")]
    [InlineData("""{"a": {"task":"mine"}, "task" : ["x"] , "b":"\ud800"}""", """{"task":"new","a": {"task":"mine"},"b":"\ud800"}""")]
    [InlineData("{}", """{"task":"new"}""")]
    [InlineData("{\"a\":1", "{\"a\":1")]
    [InlineData("{\"a\":1} x", "{\"a\":1} x")]
    [InlineData("[1]", "[1]")]
    [InlineData("nonsense", "nonsense")]
    public async Task Read_ChangesTheFieldAloneAndLeavesWhatIsNoObject(string line, string expected)
    {
        var source = new ChangedLines(new JsonlSource(_folder.Write("jobs.jsonl", line)), new Dictionary<string, string> { ["task"] = "new" });
        var entries = new List<Entry>();
        await foreach (var entry in source.ReadAsync(TestContext.Current.CancellationToken))
            entries.Add(entry);
        Assert.Equal(expected, Encoding.UTF8.GetString(Assert.Single(entries).Body.Span));
    }
}
