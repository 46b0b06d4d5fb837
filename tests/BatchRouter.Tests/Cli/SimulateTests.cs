using System.Text.Json;
using BatchRouter.Cli;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class SimulateTests
{
    [Fact]
    public async Task Simulate_ASoundStore_FindsNothing_AndListsEveryCrashPoint()
    {
        var (code, json) = await RunAsync("simulate", "--seeds", "12", "--json");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal((12, 0), (json.GetProperty("seeds").GetInt32(), json.GetProperty("violations").GetInt32()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("first_violation").ValueKind);
        Assert.Equal(json.GetProperty("crash_points").GetInt32(), json.GetProperty("crashes").EnumerateObject().Count());
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
        Assert.True(json.GetProperty("seeds_per_second").GetDouble() > 0);
    }

    [Fact]
    public async Task Simulate_APlantedFault_ExitsWithOne_AndItsSeedReplaysAlone()
    {
        var (code, json) = await RunAsync("simulate", "--seeds", "60", "--break", "void-on-timer", "--json");
        Assert.Equal(ExitCodes.FoundWrong, code);
        var first = json.GetProperty("first_violation");
        Assert.True(first.GetProperty("journal").GetArrayLength() > 0);

        var (again, alone) = await RunAsync("simulate", "--seed", first.GetProperty("seed").GetRawText(), "--break", "void-on-timer", "--json");

        Assert.Equal(ExitCodes.FoundWrong, again);
        Assert.Equal((1, 1), (alone.GetProperty("seeds").GetInt32(), alone.GetProperty("violations").GetInt32()));
        Assert.Equal(first.GetRawText(), alone.GetProperty("first_violation").GetRawText());
    }

    private static async Task<(int Code, JsonElement Json)> RunAsync(params string[] arguments)
    {
        var (code, stdout, _) = await JsonOutputTests.RunAsync(arguments);
        return (code, JsonDocument.Parse(stdout).RootElement);
    }
}
