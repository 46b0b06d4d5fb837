using BatchRouter.Cli.Auditing.Exports;
using Xunit;

namespace BatchRouter.Tests.Auditing;

public sealed class ExportReaderTests
{
    private static readonly Span Day = new(new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public void Read_OpenAiUsagePage_IsBucketsOfTokens_EmptyOnesIncluded()
    {
        var export = ExportReader.Read("usage.json", """
            {"object":"page","data":[
              {"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[
                {"object":"organization.usage.completions.result","input_tokens":1000,"output_tokens":500,"input_cached_tokens":800,"num_model_requests":5,
                 "project_id":null,"model":"gpt-4.1-mini-2025-04-14","batch":false}]},
              {"object":"bucket","start_time":1795219200,"end_time":1795305600,"results":[]}],
             "has_more":false,"next_page":null}
            """);
        Assert.Equal([Day, new Span(Day.To, Day.To.AddDays(1))], export.Buckets);
        Assert.Equal(
            new ExportLine { Time = Day, Model = "gpt-4.1-mini-2025-04-14", Input = 1_000, CachedInput = 800, Output = 500, Requests = 5 }, Assert.Single(export.Lines));
    }

    [Fact]
    public void Read_OpenAiCosts_IsUsdByLineItem_WithoutTheNoiseOfFloats()
    {
        var export = ExportReader.Read("costs.json", """
            [{"object":"page","data":[{"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[
              {"object":"organization.costs.result","amount":{"value":6.5e-05,"currency":"usd"},"line_item":"gpt-4.1-mini-2025-04-14, input","project_id":null}]}]}]
            """);
        Assert.Equal(new ExportLine { Time = Day, Model = "gpt-4.1-mini-2025-04-14", Usd = 0.000065m }, Assert.Single(export.Lines));
    }

    [Fact]
    public void Read_OpenAiCsv_IsBucketsOfTokens()
    {
        var export = ExportReader.Read("usage.csv", """
            start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,model,batch,input_tokens,output_tokens,input_cached_tokens
            1795132800,1795219200,2026-11-20T00:00:00+00:00,2026-11-21T00:00:00+00:00,"proj, one",3,gpt-4.1,False,10,20,0

            """);
        Assert.Equal(new ExportLine { Time = Day, Model = "gpt-4.1", Input = 10, CachedInput = 0, Output = 20, Requests = 3 }, Assert.Single(export.Lines));
    }

    [Fact]
    public void Read_AnthropicUsage_CountsCachedTokensAsInput()
    {
        var export = ExportReader.Read("usage.json", """
            {"data":[{"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[
              {"uncached_input_tokens":1500,"cache_creation":{"ephemeral_1h_input_tokens":1000,"ephemeral_5m_input_tokens":500},"cache_read_input_tokens":200,
               "output_tokens":70,"server_tool_use":{"web_search_requests":0},"model":"claude-sonnet-4-20250514","service_tier":"batch"}]}],"has_more":false,"next_page":null}
            """);
        Assert.Equal(
            new ExportLine { Time = Day, Model = "claude-sonnet-4-20250514", Input = 3_200, CachedInput = 200, CacheWrite = 1_500, Output = 70 }, Assert.Single(export.Lines));
    }

    [Fact]
    public void Read_AnthropicCost_IsInCents()
    {
        var export = ExportReader.Read("cost.json", """
            {"data":[{"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[
              {"currency":"USD","amount":"123.4567","model":"claude-sonnet-4","cost_type":"tokens","token_type":"output_tokens"}]}]}
            """);
        Assert.Equal(1.234567m, Assert.Single(export.Lines).Usd);
    }

    [Fact]
    public void Read_AnthropicCsv_IsDays()
    {
        var export = ExportReader.Read("tokens.csv", "\uFEFF" + """
            usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens
            2026-11-20,claude-sonnet-4,k,w,standard,5,0,1,2,7
            """);
        Assert.Equal(new ExportLine { Time = Day, Model = "claude-sonnet-4", Input = 8, CachedInput = 2, CacheWrite = 1, Output = 7 }, Assert.Single(export.Lines));
    }

    [Fact]
    public void Read_RequestsWithIds_AreNoBuckets()
    {
        var export = ExportReader.Read("requests.csv", "request_id,client_request_id,model,cost_usd,created_at\nreq-1,7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d,m,0.000001500,2026-11-20T12:00:00Z\n");
        Assert.Empty(export.Buckets);
        var line = Assert.Single(export.Lines);
        Assert.Equal(("req-1", Guid.Parse("7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d"), 0.0000015m), (line.RequestId, line.AttemptId, line.Usd));
    }

    [Theory]
    [InlineData("", "neither a bucket nor a request")]
    [InlineData("{", "no JSON")]
    [InlineData("a,b\n1\n", "row 2 has 1 columns")]
    [InlineData("start_time,end_time,input_tokens\n0,60,5\n", "names no model")]
    [InlineData("start_time,model,input_tokens\n0,m,5\n", "neither a bucket's start and end")]
    [InlineData("start_time,end_time,model,input_tokens\n0,60,m,many\n", "row 2: 'many' is no number")]
    [InlineData("start_time,end_time,model,input_tokens\n0,60,m,-5\n", "row 2: '-5' is no count")]
    [InlineData("start_time,end_time,line_item,amount_value,amount_currency\n0,60,m,5,eur\n", "the currency is eur")]
    [InlineData("start_time,end_time,model,input_tokens\nnoon,60,m,5\n", "'noon' is no time")]
    public void Read_WhatIsNoExport_IsRefusedWithItsPlace(string text, string words)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => ExportReader.Read("file.csv", text));
        Assert.StartsWith("file.csv: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-4.1-mini", "gpt-4.1-mini", true)]
    [InlineData("gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", true)]
    [InlineData("claude-sonnet-4", "claude-sonnet-4-20250514", true)]
    [InlineData("gpt-4.1", "gpt-4.1-mini", false)]
    [InlineData("gpt-4.1", "gpt-4.1-mini-2025-04-14", false)]
    public void IsOf_TheDatedVersionOfAModel_IsThatModel(string bought, string exported, bool expected) =>
        Assert.Equal(expected, ExportModels.IsOf(bought, exported));
}
