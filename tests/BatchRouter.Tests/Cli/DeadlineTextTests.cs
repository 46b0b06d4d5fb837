using System.Globalization;
using BatchRouter.Cli.Submitting;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class DeadlineTextTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T20:00:00.7Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("90s", "2026-11-22T20:01:30Z")]
    [InlineData("30m", "2026-11-22T20:30:00Z")]
    [InlineData("6h", "2026-11-23T02:00:00Z")]
    [InlineData("1.5h", "2026-11-22T21:30:00Z")]
    [InlineData("2d", "2026-11-24T20:00:00Z")]
    [InlineData("2026-12-01T06:00:00Z", "2026-12-01T06:00:00Z")]
    [InlineData("2026-12-01T06:00:00.25+02:00", "2026-12-01T04:00:00Z")]
    [InlineData("2026-12-01T06:00Z", "2026-12-01T06:00:00Z")]
    public void TryParse_ATime_IsWholeSecondsInUtc(string text, string expected)
    {
        Assert.True(DeadlineText.TryParse(text, Now, out var deadline));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), deadline);
        Assert.Equal(TimeSpan.Zero, deadline.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("6 h")]
    [InlineData("-6h")]
    [InlineData("6w")]
    [InlineData("400d")]
    [InlineData("999999999d")]
    [InlineData("tomorrow")]
    [InlineData("2026-12-01")]
    [InlineData("2026-12-01T06:00:00")]
    [InlineData("2026-13-01T06:00:00Z")]
    [InlineData("2029-12-01T06:00:00Z")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(DeadlineText.TryParse(text, Now, out _));
}
