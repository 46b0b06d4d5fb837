using BatchRouter.Catalog;
using BatchRouter.Limiting;
using BatchRouter.Worker.Configuring;
using Xunit;
using static BatchRouter.Tests.Configuring.ConfigurationFiles;

namespace BatchRouter.Tests.Configuring;

public sealed class CatalogLoaderTests
{
    [Fact]
    public void Load_GoodFile_GivesEveryValue()
    {
        var model = Assert.Single(LoadCatalog().Models);
        Assert.Equal(("small", "small", "openai", "KEY", 1_000, 100), (model.Name, model.ProviderModel, model.Provider.Name, model.Provider.KeyVariable, model.ContextWindow, model.MaxOutputTokens));
        Assert.Equal((Capabilities.Tools, true, 1.0, 10, 5, 60), (model.Capabilities, model.CountsAsWeDo, model.TokenFactor, model.ImageTokensAtMost, model.ConcurrentCalls, model.RequestsPerMinute));
        Assert.Equal(new Price("a", DateTimeOffset.MinValue, Lane.Sync, new Rates(100_000_000, 400_000_000)), Assert.Single(model.Prices));
        Assert.Equal((TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(900)), (model.Latency.P50, model.Latency.P99));
    }

    [Fact]
    public void Load_TermsOfBatch_AreTheProvidersOrOpenAis()
    {
        Assert.Equal(new BatchTerms(), LoadCatalog().Models[0].Provider.Batch);
        Assert.Null(LoadCatalog().Models[0].EnqueuedTokens);
        var (json, _) = Change(CatalogText, "\"KEY\"", "\"KEY\", \"batch\": { \"rowsAtMost\": 100, \"bytesAtMost\": 2000000, \"looksPerMinute\": 6, \"cancelSeconds\": 30, \"expiresAfterHours\": 2 }");
        var model = LoadCatalog(Change(json, "\"requestsPerMinute\": 60", "\"requestsPerMinute\": 60, \"enqueuedTokens\": 90000").Json).Models[0];
        Assert.Equal(
            new BatchTerms { RowsAtMost = 100, BytesAtMost = 2_000_000, LooksPerMinute = 6, CancelTakes = TimeSpan.FromSeconds(30), ExpiresAfter = TimeSpan.FromHours(2) },
            model.Provider.Batch);
        Assert.Equal(90_000, model.EnqueuedTokens);
    }

    [Theory]
    [InlineData("\"contextWindow\"", "\"contxtWindow\"", "contxtWindow")]
    [InlineData("\"p50Ms\"", "\"p50ms\"", "p50ms")]
    [InlineData("\"kind\"", "\"Kind\"", "Kind")]
    [InlineData("\"KEY\"", "\"KEY\", \"batch\": { \"rowsAtMots\": 9 }", "rowsAtMost")]
    public void Load_MisspeltKey_IsNamedWithItsLine(string what, string to, string key)
    {
        var (json, line) = Change(CatalogText, what, to);
        var fault = Assert.Throws<ConfigurationException>(() => LoadCatalog(json));
        Assert.Equal(line, fault.Line);
        Assert.Contains(key, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"kind\": \"openai\"", "\"kind\": \"other\"", "$.providers.openai.kind")]
    [InlineData("https://api.example.org/v1", "ftp://example.org", "$.providers.openai.endpoint")]
    [InlineData("\"KEY\"", "\" \"", "$.providers.openai.keyVariable")]
    [InlineData("\"name\": \"small\"", "\"name\": \"\"", "$.models[0].name")]
    [InlineData("\"provider\": \"openai\"", "\"provider\": \"nobody\"", "$.models[0].provider")]
    [InlineData("\"contextWindow\": 1000", "\"contextWindow\": 0", "$.models[0].contextWindow")]
    [InlineData("\"maxOutputTokens\": 100", "\"maxOutputTokens\": 1001", "$.models[0].maxOutputTokens")]
    [InlineData("[\"tools\"]", "[\"telepathy\"]", "$.models[0].capabilities[0]")]
    [InlineData("\"o200k\"", "\"cl100k\"", "$.models[0].tokenizer")]
    [InlineData("\"tokenFactor\": 1", "\"tokenFactor\": 1.3", "$.models[0].tokenFactor")]
    [InlineData("\"imageTokensAtMost\": 10", "\"imageTokensAtMost\": 0", "$.models[0].imageTokensAtMost")]
    [InlineData("\"lane\": \"sync\"", "\"lane\": \"batch\"", "$.models[0].prices")]
    [InlineData("\"version\": \"a\"", "\"version\": \"\"", "$.models[0].prices[0].version")]
    [InlineData("\"inputUsdPerMillion\": 0.1", "\"inputUsdPerMillion\": -1", "$.models[0].prices[0].inputUsdPerMillion")]
    [InlineData("\"outputUsdPerMillion\": 0.4", "\"outputUsdPerMillion\": 0.0000000001", "$.models[0].prices[0].outputUsdPerMillion")]
    [InlineData("\"default\": 0.7", "\"default\": 1", "$.models[0].quality.default")]
    [InlineData("\"p50Ms\": 100", "\"p50Ms\": 0", "$.models[0].latency.p50Ms")]
    [InlineData("\"p99Ms\": 900", "\"p99Ms\": 99", "$.models[0].latency.p99Ms")]
    [InlineData("\"concurrentCalls\": 5", "\"concurrentCalls\": 0", "$.models[0].limits.concurrentCalls")]
    [InlineData("\"requestsPerMinute\": 60", "\"requestsPerMinute\": 0", "$.models[0].limits.requestsPerMinute")]
    [InlineData("\"requestsPerMinute\": 60", "\"tokensPerMinute\": 0", "$.models[0].limits.tokensPerMinute")]
    [InlineData("\"requestsPerMinute\": 60", "\"urgentShare\": 1", "$.models[0].limits.urgentShare")]
    [InlineData("\"requestsPerMinute\": 60", "\"enqueuedTokens\": 0", "$.models[0].limits.enqueuedTokens")]
    [InlineData("\"KEY\"", "\"KEY\", \"batch\": { \"rowsAtMost\": 0 }", "$.providers.openai.batch.rowsAtMost")]
    [InlineData("\"KEY\"", "\"KEY\", \"batch\": { \"bytesAtMost\": 5 }", "$.providers.openai.batch.bytesAtMost")]
    [InlineData("\"KEY\"", "\"KEY\", \"batch\": { \"looksPerMinute\": 0 }", "$.providers.openai.batch.looksPerMinute")]
    [InlineData("\"KEY\"", "\"KEY\", \"batch\": { \"cancelSeconds\": -1 }", "$.providers.openai.batch.cancelSeconds")]
    [InlineData("\"KEY\"", "\"KEY\", \"batch\": { \"expiresAfterHours\": 0 }", "$.providers.openai.batch.expiresAfterHours")]
    [InlineData("\"provider\": \"openai\"", "\"provider\": null", "$.models[0].provider")]
    [InlineData("[\"tools\"]", "[null]", "$.models[0].capabilities[0]")]
    [InlineData("\"requestsPerMinute\": 60", "\"requestsPerMinute\": null", "$.models[0].limits.requestsPerMinute")]
    [InlineData("\"contextWindow\": 1000", "\"contextWindow\": \"many\"", "$.models[0].contextWindow")]
    [InlineData("\"inputUsdPerMillion\": 0.1", "\"inputUsdPerMillion\": 1e400", "$.models[0].prices[0].inputUsdPerMillion")]
    public void Load_WrongValue_IsNamedWithItsLine(string what, string to, string key)
    {
        var (json, line) = Change(CatalogText, what, to);
        var fault = Assert.Throws<ConfigurationException>(() => LoadCatalog(json));
        Assert.Equal(key, fault.Key);
        // The prices as a whole are at fault where one for lane sync is missing.
        Assert.Equal(key == "$.models[0].prices" ? line - 2 : line, fault.Line);
        Assert.StartsWith($"catalog.json:{fault.Line}: {key}: ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"contextWindow\": 1000,", "contextWindow")]
    [InlineData("\"version\": \"a\",", "version")]
    public void Load_MissingKey_IsNamed(string what, string key) =>
        Assert.Contains(key, Assert.Throws<ConfigurationException>(() => LoadCatalog(Change(CatalogText, what, "").Json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_FlexOfAProviderWithoutIt_IsRefused()
    {
        var second = """{ "lane": "flex", "version": "f", "inputUsdPerMillion": 1, "outputUsdPerMillion": 1 }""";
        var json = Change(CatalogText, "},\n      ],", "},\n" + second + "],").Json;
        Assert.Equal(2, LoadCatalog(json).Models[0].Prices.Count);
        Assert.Equal("$.models[0].prices[1].lane", Assert.Throws<ConfigurationException>(
            () => CatalogLoader.Load("catalog.json", Change(json, "\"kind\": \"openai\"", "\"kind\": \"anthropic\"").Json, ["openai", "anthropic"])).Key);
    }

    [Fact]
    public void Load_Limits_HoldForAllWorkersTogether()
    {
        var model = LoadCatalog(Change(CatalogText, "\"requestsPerMinute\": 60", "\"requestsPerMinute\": 60, \"tokensPerMinute\": 9000, \"urgentShare\": 0.5").Json).Models[0];
        Assert.Equal(new RateLimit("openai", model.Name, 60, 9_000, 0.5), RateLimit.Of(model));
    }

    // An attempt pins a price by its version: two of one name would make the ledger ambiguous.
    [Theory]
    [InlineData("a", "2026-01-01T00:00:00Z", "$.models[0].prices[1].version")]
    [InlineData("b", "0001-01-01T00:00:00Z", "$.models[0].prices[1].from")]
    public void Load_PriceThatStandsTwice_IsRefused(string version, string from, string key)
    {
        var second = $$"""{ "lane": "sync", "version": "{{version}}", "from": "{{from}}", "inputUsdPerMillion": 1, "outputUsdPerMillion": 1 }""";
        var (json, _) = Change(CatalogText, "},\n      ],", "},\n" + second + "],");
        Assert.Equal(key, Assert.Throws<ConfigurationException>(() => LoadCatalog(json)).Key);
    }

    [Fact]
    public void Load_PriceWithLongContextAndCacheWrites_GivesEveryRate()
    {
        var price = Assert.Single(Assert.Single(LoadCatalog(WithLongContext(Longer)).Models).Prices);
        Assert.Equal(
            new Price(
                "a",
                DateTimeOffset.MinValue,
                Lane.Sync,
                new Rates(100_000_000, 400_000_000) { CachedInputNanoUsdPerMillion = 10_000_000, CacheWriteNanoUsdPerMillion = 125_000_000 },
                new LongContext(800, new Rates(200_000_000, 600_000_000) { CachedInputNanoUsdPerMillion = 20_000_000, CacheWriteNanoUsdPerMillion = 250_000_000 })),
            price);
    }

    // A rate left out would silently be another one: the trap of a long context charged at the base rate.
    [Theory]
    [InlineData("\"aboveInputTokens\": 800, ", "", "$.models[0].prices[0].longContext", "aboveInputTokens is missing: the number of input tokens above which")]
    [InlineData("\"aboveInputTokens\": 800", "\"aboveInputTokens\": 1000", "$.models[0].prices[0].longContext.aboveInputTokens", "leave longContext out")]
    [InlineData("\"aboveInputTokens\": 800", "\"aboveInputTokens\": 0", "$.models[0].prices[0].longContext.aboveInputTokens", "1 to less than contextWindow is wanted")]
    [InlineData("\"cachedInputUsdPerMillion\": 0.02, ", "", "$.models[0].prices[0].longContext", "cachedInputUsdPerMillion is missing")]
    [InlineData("\"cacheWriteUsdPerMillion\": 0.25, ", "", "$.models[0].prices[0].longContext", "cacheWriteUsdPerMillion is missing")]
    [InlineData("\"inputUsdPerMillion\": 0.2, ", "", "$.models[0].prices[0].longContext", "inputUsdPerMillion")]
    [InlineData("\"outputUsdPerMillion\": 0.6", "\"outputUsdPerMillion\": -1", "$.models[0].prices[0].longContext.outputUsdPerMillion", "0 to 1,000,000 USD")]
    [InlineData("\"cacheWriteUsdPerMillion\": 0.25", "\"cacheWriteUsdPerMillion\": 0.0000000001", "$.models[0].prices[0].longContext.cacheWriteUsdPerMillion", "nine decimals")]
    [InlineData("aboveInputTokens", "aboveTokens", "$.models[0].prices[0].longContext", "aboveTokens")]
    public void Load_LongContextThatIsNotWhole_IsNamedWithItsRemedy(string what, string to, string key, string remedy)
    {
        var fault = Assert.Throws<ConfigurationException>(() => LoadCatalog(WithLongContext(Change(Longer, what, to).Json)));
        Assert.StartsWith(key, fault.Key, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
    }

    private const string Longer = """{ "aboveInputTokens": 800, "inputUsdPerMillion": 0.2, "cachedInputUsdPerMillion": 0.02, "cacheWriteUsdPerMillion": 0.25, "outputUsdPerMillion": 0.6 }""";

    private static string WithLongContext(string longer) => Change(
        CatalogText,
        "\"inputUsdPerMillion\": 0.1,",
        "\"inputUsdPerMillion\": 0.1, \"cachedInputUsdPerMillion\": 0.01, \"cacheWriteUsdPerMillion\": 0.125, \"longContext\": " + longer + ",").Json;

    [Fact]
    public void Load_ModelThatStandsTwice_IsRefused()
    {
        var start = CatalogText.IndexOf("{\n      \"name\"", StringComparison.Ordinal);
        var model = CatalogText[start..(CatalogText.LastIndexOf("    }\n  ]", StringComparison.Ordinal) + 5)];
        var fault = Assert.Throws<ConfigurationException>(() => LoadCatalog(CatalogText.Replace(model, model + "," + model, StringComparison.Ordinal)));
        Assert.Equal("$.models[1].name", fault.Key);
    }

    [Theory]
    [InlineData("{ \"version\": \"1\", \"version\": \"2\" }", 1)]
    [InlineData("{\n \"version\": \"1\"\n \"providers\": {} }", 3)]
    [InlineData("", 1)]
    [InlineData("null", 1)]
    [InlineData("[]", 1)]
    [InlineData("{\n\n", 3)]
    public void Load_NotThisJson_IsAnErrorWithItsLine(string json, int line) =>
        Assert.Equal(line, Assert.Throws<ConfigurationException>(() => LoadCatalog(json)).Line);

    [Fact]
    public void Find_Path_IsTheLineOfItsKeyOrOfWhatHoldsIt()
    {
        var json = "{\n\"a\": [\n 1, // one\n {\n \"b.c\": 2,\n \"d\": {}\n }]\n}"u8;
        Assert.Equal(1, JsonLines.Find(json, "$"));
        Assert.Equal(2, JsonLines.Find(json, "$.a"));
        Assert.Equal(3, JsonLines.Find(json, "$.a[0]"));
        Assert.Equal(5, JsonLines.Find(json, "$.a[1].b.c"));
        Assert.Equal(6, JsonLines.Find(json, "$.a[1].d.nothing"));
        Assert.Equal(2, JsonLines.Find(json, "$.a[10]"));
        Assert.Equal(1, JsonLines.Find(json, "$.ab"));
    }
}
