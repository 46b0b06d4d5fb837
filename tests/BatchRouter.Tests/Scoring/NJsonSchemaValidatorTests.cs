using BatchRouter.Providers.Schemas;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Scoring;

public sealed class NJsonSchemaValidatorTests
{
    private const string Person = """{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"boss":{"$ref":"#"}}}""";

    private readonly NJsonSchemaValidator _validator = new();

    [Theory]
    [InlineData("""{"name":"Ann","boss":{"name":"Bo"}}""", SchemaVerdictKind.Valid)]
    [InlineData("""{"name":"Ann","boss":{"nome":"Bo"}}""", SchemaVerdictKind.Mismatch)]
    [InlineData("""{"nome":"Ann"}""", SchemaVerdictKind.Mismatch)]
    [InlineData("""{'name':'Ann'}""", SchemaVerdictKind.NotJson)]
    [InlineData("""{"name":"Ann"} // done""", SchemaVerdictKind.NotJson)]
    [InlineData("```json\n{\"name\":\"Ann\"}\n```", SchemaVerdictKind.NotJson)]
    [InlineData("", SchemaVerdictKind.NotJson)]
    [InlineData("\0", SchemaVerdictKind.NotJson)]
    [InlineData("{\"name\":\"\ud800\"}", SchemaVerdictKind.Valid)]
    [InlineData("{\"name\":\"\\ud800\\u0000\"}", SchemaVerdictKind.Valid)]
    [InlineData("""{"name":"Ann","age":1e999999}""", SchemaVerdictKind.Valid)]
    [InlineData("""{"name":"Ann","age":111111111111111111111111111111111111111111111111}""", SchemaVerdictKind.Valid)]
    [InlineData("999999999999999999999999", SchemaVerdictKind.TooLarge)]
    public void Validate_Answer_IsNamed(string json, SchemaVerdictKind expected) =>
        Assert.Equal(expected, _validator.Validate(Person, json).Kind);

    [Theory]
    [InlineData("""{"$ref":"http://127.0.0.1:1/x.json"}""", SchemaVerdictKind.SchemaRemoteReference)]
    [InlineData("""{"properties":{"a":{"$ref":"other.json#/a"}}}""", SchemaVerdictKind.SchemaRemoteReference)]
    [InlineData("""{"allOf":[{"$ref":"file:///etc/passwd"}]}""", SchemaVerdictKind.SchemaRemoteReference)]
    [InlineData("""{"\u0024ref":"http://127.0.0.1:1/x.json"}""", SchemaVerdictKind.SchemaRemoteReference)]
    [InlineData("""{"$ref":"#/definitions/missing"}""", SchemaVerdictKind.SchemaMalformed)]
    [InlineData("""{"type":"objekt"}""", SchemaVerdictKind.SchemaMalformed)]
    [InlineData("""{"type":""", SchemaVerdictKind.SchemaMalformed)]
    [InlineData("[]", SchemaVerdictKind.SchemaMalformed)]
    [InlineData("", SchemaVerdictKind.SchemaMalformed)]
    [InlineData("{\"title\":\"\ud800\0\"}", SchemaVerdictKind.SchemaMalformed)]
    [InlineData("""{"pattern":"("}""", SchemaVerdictKind.SchemaMalformed)]
    [InlineData("{}", SchemaVerdictKind.Valid)]
    public void Check_Schema_IsNamed(string schema, SchemaVerdictKind expected) => Assert.Equal(expected, _validator.Check(schema).Kind);

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"not":{"$ref":"#"}}""")]
    [InlineData("""{"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}}}""")]
    [InlineData("""{"$ref":"#/definitions/a","definitions":{"a":{"anyOf":[{"$ref":"#/definitions/a"}]}}}""")]
    public void Check_ReferenceThatLeadsToItself_IsMalformed(string schema) =>
        Assert.Equal(SchemaVerdictKind.SchemaMalformed, _validator.Check(schema).Kind);

    [Fact]
    public void Check_HugeOrDeepSchema_IsRefused()
    {
        Assert.Equal(SchemaVerdictKind.TooLarge, _validator.Check(new string(' ', SchemaText.MaxChars + 1)).Kind);
        var deep = string.Concat(Enumerable.Repeat("{\"not\":", 5000)) + "{}" + new string('}', 5000);
        Assert.Equal(SchemaVerdictKind.SchemaMalformed, _validator.Check(deep).Kind);
    }

    [Fact]
    public void Reason_OfMismatch_NeverQuotesTheAnswer() =>
        Assert.DoesNotContain("secret", _validator.Validate(Person, """{"name":["secret"]}""").Reason, StringComparison.Ordinal);

    [Fact]
    public void Cache_ManySchemas_StaysBounded()
    {
        var cache = new SchemaCache(ParsedSchema.Parse);
        for (var i = 0; i < 3 * SchemaCache.MaxEntries; i++)
            cache.Get($$"""{"title":"{{i}}"}""");
        Assert.InRange(cache.Count, 1, SchemaCache.MaxEntries);
        Assert.Same(cache.Get("{}"), cache.Get("{}"));
    }
}
