using BatchRouter.Cli;
using Xunit;

namespace BatchRouter.IntegrationTests.Cli;

/// <summary><c>demo --replay</c>: a demo's stored jobs decided again.</summary>
public sealed class DemoReplayTests
{
    [Fact]
    public async Task Demo_Replayed_ReproducesEveryChoiceAndReportsWhatAnotherPolicyChanges()
    {
        var result = await new CommandProcess(new Dictionary<string, string>()).RunAsync(
            ["demo", "--jobs", "150", "--budget", "0.03", "--at-limit", "cheaper", "--replay", "--json"], TestContext.Current.CancellationToken);

        Assert.True(result.Code == ExitCodes.Done, result.Stderr);
        var (same, other) = (result.Json.GetProperty("replay").GetProperty("same_policy"), result.Json.GetProperty("replay").GetProperty("other_policy"));
        Assert.Equal(150, same.GetProperty("jobs").GetInt64());
        Assert.True(same.GetProperty("decisions").GetInt64() >= 150);
        Assert.Equal(same.GetProperty("decisions").GetInt64(), same.GetProperty("same").GetInt64());
        Assert.Equal(0, same.GetProperty("changed").GetInt64() + same.GetProperty("not_reproducible").GetInt64() + same.GetProperty("jobs_changed").GetInt64());
        Assert.True(other.GetProperty("jobs_changed").GetInt64() > 20, result.Stdout);
        Assert.True(other.GetProperty("cost").GetProperty("difference_usd").GetDecimal() > 0, result.Stdout);
        var quality = other.GetProperty("quality").GetProperty("difference");
        Assert.True(quality.GetProperty("low").GetDouble() <= quality.GetProperty("value").GetDouble(), result.Stdout);
        // On a slow machine more jobs met a full budget, and waiting may be the most frequent change.
        Assert.Contains(other.GetProperty("pairs").EnumerateArray(), pair => pair.GetProperty("to").GetString() == "sim-large:sync");
    }
}
