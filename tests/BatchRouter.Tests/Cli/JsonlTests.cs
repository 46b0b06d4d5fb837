using System.Globalization;
using System.Text;
using BatchRouter.Cli.Submitting;
using BatchRouter.Contracts;
using BatchRouter.Providers.Schemas;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class JsonlTests : IDisposable
{
    private const string Valid = """
        {"jobId":"7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d","project":"p","groupId":"g","task":"t","messages":[{"role":"user","content":"\ud800 \u0000"}],"maxOutputTokens":5,"deadline":"2026-11-23T00:00:00Z"}
        """;

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T20:00:00Z", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_GivesLinesToTheLetterWithTheirNumbers()
    {
        var entries = await ReadAsync("\uFEFF{\"a\": 1}\r\n\n   \n{\"b\":\"ü\"} \n{\"c\"");
        Assert.Equal(["line 1", "line 4", "line 5"], entries.Select(entry => entry.Where));
        Assert.Equal(["{\"a\": 1}", "{\"b\":\"ü\"} ", "{\"c\""], entries.Select(entry => Encoding.UTF8.GetString(entry.Body.Span)));
    }

    [Fact]
    public async Task Read_ALineOverTheLimit_IsAProblemAndTheNextLinesGoOn()
    {
        var entries = await ReadAsync($"{{}}\n{new string('x', Limits.BodyBytes + 10)}\n{{}}\n{new string('y', Limits.BodyBytes * 2)}");
        Assert.Equal([null, RejectionCodes.BodyTooLarge, null, RejectionCodes.BodyTooLarge], entries.Select(entry => entry.Problem?.Code));
        Assert.Equal([1L, 2, 3, 4], entries.Select(entry => entry.Line!.Value));
    }

    [Fact]
    public async Task Check_AValidLine_IsAJob()
    {
        var checks = await CheckAsync(Valid);
        Assert.Null(Assert.Single(checks));
    }

    [Theory]
    [InlineData("not json", "$", RejectionCodes.WrongType)]
    [InlineData("[]", "$", RejectionCodes.WrongType)]
    [InlineData("\"project\":\"p\"|", "project", RejectionCodes.Missing)]
    [InlineData("\"project\":\"p\"|\"project\":\"a\\u0000b\"", "project", RejectionCodes.InvalidText)]
    [InlineData("\"task\":\"t\"|\"task\":\"t\",\"taks\":1", "taks", RejectionCodes.UnknownField)]
    [InlineData("\"role\":\"user\"|\"role\":\"owner\"", "messages[0].role", RejectionCodes.OutOfRange)]
    [InlineData("\"maxOutputTokens\":5|\"maxOutputTokens\":\"5\"", "maxOutputTokens", RejectionCodes.WrongType)]
    [InlineData("\"maxOutputTokens\":5|\"maxOutputTokens\":5,\"maxCostUsd\":-1", "maxCostUsd", RejectionCodes.OutOfRange)]
    [InlineData("2026-11-23T00:00:00Z|2026-11-22T00:00:00Z", "deadline", RejectionCodes.DeadlineBeforeSent)]
    [InlineData("2026-11-23T00:00:00Z|2026-11-23T00:00:00", "deadline", RejectionCodes.WrongType)]
    [InlineData("2026-11-23T00:00:00Z|2028-11-23T00:00:00Z", "deadline", RejectionCodes.OutOfRange)]
    [InlineData("\"task\":\"t\"|\"task\":\"t\",\"responseFormat\":{\"type\":\"json_schema\",\"schema\":{\"type\":5}}", "responseFormat.schema", RejectionCodes.InvalidSchema)]
    public async Task Check_AnInvalidLine_NamesFieldAndReason(string change, string field, string code)
    {
        var parts = change.Split('|');
        var line = parts.Length == 1 ? change : Valid.Replace(parts[0], parts[1], StringComparison.Ordinal).Replace(",,", ",", StringComparison.Ordinal);
        var fault = Assert.Single(await CheckAsync(line));
        Assert.NotNull(fault);
        Assert.Equal((field, code), (fault.Field, fault.Code));
        Assert.NotEmpty(fault.Reason);
    }

    [Fact]
    public async Task Check_OneJobIdWithTwoBodies_IsAConflict_TheSameLineTwiceIsNone()
    {
        var checks = await CheckAsync($"{Valid}\n{Valid}\n{Valid.Replace(":5", ":6", StringComparison.Ordinal)}");
        Assert.Equal([null, null, RejectionCodes.IdConflict], checks.Select(fault => fault?.Code));
        Assert.Contains("line 1", checks[2]!.Reason, StringComparison.Ordinal);
    }

    private async Task<List<Entry>> ReadAsync(string text)
    {
        var entries = new List<Entry>();
        await foreach (var entry in new JsonlSource(_folder.Write("jobs.jsonl", text)).ReadAsync(TestContext.Current.CancellationToken))
            entries.Add(entry);
        return entries;
    }

    private async Task<List<BadField?>> CheckAsync(string text)
    {
        var checker = new EntryChecker(Now, new NJsonSchemaValidator());
        return (await ReadAsync(text)).Select(entry => checker.Check(entry).Fault).ToList();
    }
}
