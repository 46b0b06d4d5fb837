using System.Net;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class ReplayTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public ReplayTests() => File.WriteAllText(
        _path,
        """
        {"id":"x/1","prompt":"How many?","weak_correct":0,"strong_correct":1,"weak_response":"Perhaps 3 of them.\n#### 3","strong_response":"There are 4.\n#### 4"}

        """);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Replay_OfARecordedPrompt_GivesEachModelsOwnTextAndPrice()
    {
        await using var client = await SimulatedClient.StartAsync(SimulatedProviderOptions.ForReplay(_path));
        var weak = await client.AnswerAsync(SimulatedClient.Body("How many?", RecordedOutcomes.Weak));
        var strong = await client.AnswerAsync(SimulatedClient.Body("How many?", RecordedOutcomes.Strong));
        Assert.Equal("Perhaps 3 of them.\n#### 3", weak.Text());
        Assert.Equal("There are 4.\n#### 4", strong.Text());
        Assert.False(client.Provider.Oracle.IsCorrect(RecordedOutcomes.Weak, SimulatedQuestion.Of("How many?")));
        Assert.True(client.Provider.Oracle.IsCorrect(RecordedOutcomes.Strong, SimulatedQuestion.Of("How many?")));
        Assert.Equal(
            strong.Tokens("prompt_tokens") * 10_000 + strong.Tokens("completion_tokens") * 30_000,
            client.Provider.Bill.Lines()[1].AmountNanoUsd);
    }

    [Fact]
    public async Task Replay_OfAnUnknownPrompt_Answers404AndChargesNothing()
    {
        await using var client = await SimulatedClient.StartAsync(SimulatedProviderOptions.ForReplay(_path));
        using var response = await client.SendAsync(SimulatedClient.Body("How few?", RecordedOutcomes.Weak));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("prompt_not_recorded", await response.ErrorCodeAsync());
        Assert.Empty(client.Provider.Bill.Lines());
    }

    [Fact]
    public void Load_OfALineThatIsNoRecord_NamesTheLine()
    {
        File.AppendAllText(_path, "{\"prompt\":\"only\"}\n");
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => RecordedOutcomes.Load(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OfTheRecordedSet_HasItsKnownAccuracies()
    {
        var path = Path.Combine(DataFolder() ?? "", "routellm", "gsm8k.dev.jsonl");
        Assert.SkipUnless(File.Exists(path), "The recorded outcomes are not on this machine: set BATCHROUTER_DATA to their folder.");
        var options = SimulatedProviderOptions.ForReplay(path);
        await using var client = await SimulatedClient.StartAsync(options);
        var questions = options.Replay!.Prompts.Select(prompt => SimulatedQuestion.Of(prompt)).ToList();
        Assert.Equal(910, questions.Count);
        Assert.Equal(591, client.Provider.Oracle.AlwaysModel(RecordedOutcomes.Weak, questions).Correct);
        Assert.Equal(775, client.Provider.Oracle.AlwaysModel(RecordedOutcomes.Strong, questions).Correct);
    }

    private static string? DataFolder()
    {
        if (Environment.GetEnvironmentVariable("BATCHROUTER_DATA") is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "..", "shared", "data");
            if (Directory.Exists(data))
                return data;
        }

        return null;
    }
}
