using System.Text.Json;
using BatchRouter.Cli;
using BatchRouter.IntegrationTests.Cli;
using BatchRouter.IntegrationTests.Postgres;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

/// <summary>The audit against what a provider says was used.</summary>
public sealed class ExportTests(MigratedDatabase<ExportTests> database) : IClassFixture<MigratedDatabase<ExportTests>>, IDisposable
{
    private const string Catalog = """
        {
          "version": "1",
          "providers": { "p": { "kind": "openai", "endpoint": "http://localhost/v1", "keyVariable": "KEY" } },
          "models": [
            { "name": "mini", "provider": "p", "providerModel": "gpt-4.1-mini", "contextWindow": 1000, "maxOutputTokens": 100, "quality": { "default": 0.6 },
              "latency": { "p50Ms": 1, "p99Ms": 2 }, "prices": [{ "lane": "sync", "version": "1", "inputUsdPerMillion": 1, "outputUsdPerMillion": 20 }] }
          ]
        }
        """;

    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private readonly LedgerRows _rows = new(database.Source);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batchrouter-tests-");
    private readonly CommandProcess _cli = new(new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Audit_WithExports_ComparesBucketsAndRequests_AndNamesWhatDiffers()
    {
        var attempts = new List<Guid>();
        for (var i = 0; i < 3; i++)
            attempts.Add(await _rows.ChargedAsync(
                1_000, Noon, new Spent { Model = "mini", Started = Noon.AddHours(i), Tokens = (100, 40, 10), Request = $"req-{i}" }));
        // What is answered from memory is no provider's business, and a hold may cover what the provider lists.
        await _rows.AttemptAsync(new Spent { Model = "mini", Started = Noon, State = "failed" });
        var unknown = await _rows.AttemptAsync(new Spent { Model = "mini", Started = Noon, State = "unknown", Hold = 2_000 });

        var right = await AuditAsync(Usage(input: 330, requests: 4), Costs("0.0000044"), Requests((attempts[0], null, 1_000), (attempts[1], null, 1_000), (null, "req-2", 1_000), (unknown, null, 1_400)));
        Assert.True(right.Code == ExitCodes.Done, right.Stdout + right.Stderr);

        // Fewer tokens than were answered, more money than is charged and held, one request missing, one dearer, one strange.
        var wrong = await AuditAsync(Usage(input: 299, requests: 4), Costs("0.0000071"), Requests((attempts[0], null, 1_001), (null, "req-2", 1_000), (Guid.Empty, null, 5)));
        Assert.Equal(ExitCodes.FoundWrong, wrong.Code);
        var found = wrong.Json.GetProperty("checks").EnumerateArray().SelectMany(check => check.GetProperty("differences").EnumerateArray())
            .Select(one => (one.GetProperty("row_name").GetString()!, Number(one, "expected"), Number(one, "found"))).ToHashSet();
        const string bucket = "2026-11-20 00:00 to 2026-11-21 00:00 mini";
        Assert.Equal(
            new HashSet<(string, long?, long?)>
            {
                (bucket, 300, 299),
                (bucket, 5_000, 7_100),
                ($"request {attempts[0]}", 1_001, 1_000),
                ($"request {Guid.Empty}", null, 5),
                ($"attempt {attempts[1]}", 0, 1_000),
            },
            found);
    }

    private static long? Number(JsonElement difference, string name) => difference.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    private static string Usage(long input, long requests) => $$"""
        {"object":"page","data":[{"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[
          {"input_tokens":{{input}},"output_tokens":30,"input_cached_tokens":120,"num_model_requests":{{requests}},"model":"gpt-4.1-mini-2025-04-14"}]}]}
        """;

    private static string Costs(string usd) =>
        $"start_time,end_time,amount_value,amount_currency,line_item\n1795132800,1795219200,{usd},usd,\"gpt-4.1-mini-2025-04-14, input\"\n";

    private static string Requests(params (Guid? Attempt, string? Request, long NanoUsd)[] lines) => "client_request_id,request_id,model,amount_nano_usd,created_at\n"
        + string.Join('\n', lines.Select((line, i) => $"{line.Attempt},{line.Request},gpt-4.1-mini,{line.NanoUsd},2026-11-20T{(i == 0 ? "11:00" : "23:00")}:00Z"));

    private async Task<CommandResult> AuditAsync(string usage, string costs, string requests)
    {
        string[] arguments =
        [
            "audit", "--json", "--catalog", Write("catalog.json", Catalog),
            "--export", Write("usage.json", usage), "--export", Write("costs.csv", costs), "--export", Write("requests.csv", requests),
        ];
        return await _cli.RunAsync(arguments, Stop);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
