using System.Text;
using System.Text.Json;
using BatchRouter.Jobs;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Jobs;

public sealed class JsonStringsTests
{
    // Every UTF-16 unit alike, and the troublesome ones often.
    private static readonly Gen<string> AnyUnits = Gen.OneOf(
            Gen.UShort.Select(unit => (char)unit), Gen.Char["\0\"\\/\b\f\n\r\t\u001f\u007f\u2028\ud83d\ude00\ud800\udfff\ufffeué"])
        .Array[0, 60].Select(units => new string(units));

    [Fact]
    public void Unquote_OfQuoted_IsTheTextToTheUnit() =>
        AnyUnits.Sample(text => Assert.Equal(text, JsonStrings.Unquote(JsonStrings.Quote(text))));

    [Fact]
    public void Quote_AnyUnits_IsJsonThatUtf8CanHold() => AnyUnits.Sample(text =>
    {
        var bytes = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(JsonStrings.Quote(text));
        using var json = JsonDocument.Parse(bytes);
        return json.RootElement.ValueKind == JsonValueKind.String && Array.IndexOf(bytes, (byte)0) < 0;
    });

    [Fact]
    public void Unquote_WhatOthersWrote_IsWhatTheyMeant() =>
        Gen.String.Select(text => (text, JsonSerializer.Serialize(text))).Sample((text, json) =>
            Assert.Equal(JsonSerializer.Deserialize<string>(json), JsonStrings.Unquote(json)));

    [Fact]
    public void Unquote_LoneSurrogateAndNul_AreKept() => Assert.Equal("\ud83d\0", JsonStrings.Unquote("\"\\ud83d\\u0000\""));

    [Theory]
    [InlineData("\"\\u0041\\/\\b\\f\\n\\r\\t\\\\\\\"\"", "A/\b\f\n\r\t\\\"")]
    [InlineData("\"\"", "")]
    public void Unquote_EveryEscape_IsRead(string json, string text) => Assert.Equal(text, JsonStrings.Unquote(json));
}
