using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed partial class AnswerTests
{
    private static readonly IReadOnlyList<DemoTask> Tasks = DemoWorkload.Generate(3_000, seed: 11);

    [Fact]
    public async Task Answers_InAnotherOrderAndAtAnotherTime_AreTheSame()
    {
        var tasks = Tasks.Take(60).ToList();
        var forward = await TextsAsync(tasks);
        var backward = await TextsAsync([.. tasks.AsEnumerable().Reverse()]);
        Assert.Equal(forward, backward.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task Answers_WithAnotherSeed_Differ()
    {
        var tasks = Tasks.Take(60).ToList();
        Assert.NotEqual(await TextsAsync(tasks), await TextsAsync(tasks, seed: 2));
    }

    [Fact]
    public void Generate_WithTheSameSeed_GivesTheSameDistinctPrompts()
    {
        Assert.Equal(Tasks, DemoWorkload.Generate(3_000, seed: 11));
        Assert.InRange(Tasks.Select(task => task.Prompt).Distinct().Count(), 2_970, 3_000);
        Assert.Equal([DemoWorkload.Arithmetic, DemoWorkload.Extract, DemoWorkload.Summarize], Tasks.Select(task => task.Task).Distinct().Order());
    }

    [Fact]
    public async Task Accuracy_OfEachModel_IsNearWhatItsQualitySays()
    {
        await using var client = await SimulatedClient.StartAsync();
        foreach (var model in DefaultFleet.Models)
        {
            var totals = client.Provider.Oracle.AlwaysModel(model.Name, Tasks.Select(task => task.ToQuestion()));
            Assert.InRange(totals.Accuracy, model.Quality.MeanAccuracy - 0.03, model.Quality.MeanAccuracy + 0.03);
        }
    }

    [Fact]
    public async Task Difficulty_IsShared_SoThatTheStrongModelFailsMoreWhereTheWeakOneDoes()
    {
        await using var client = await SimulatedClient.StartAsync();
        var oracle = client.Provider.Oracle;
        var questions = Tasks.Select(task => task.ToQuestion()).ToLookup(question => oracle.IsCorrect(DefaultFleet.Small, question));
        var easy = oracle.AlwaysModel(DefaultFleet.Large, questions[true]).Accuracy;
        var hard = oracle.AlwaysModel(DefaultFleet.Large, questions[false]).Accuracy;
        Assert.InRange(easy - hard, 0.08, 0.35);
    }

    [Fact]
    public async Task Grade_OfEveryAnswer_AgreesWithTheOracle()
    {
        await using var client = await SimulatedClient.StartAsync();
        var oracle = client.Provider.Oracle;
        foreach (var task in Tasks)
        {
            var answer = oracle.Ask(DefaultFleet.Small, task.ToQuestion());
            Assert.Equal(answer.Correct, oracle.Grade(task.ToQuestion(), answer.Text));
        }
    }

    [Fact]
    public async Task Arithmetic_WrongAnswers_SlipVisiblyInAboutAThird()
    {
        await using var client = await SimulatedClient.StartAsync();
        var answers = Tasks.Where(task => task.Task == DemoWorkload.Arithmetic)
            .Select(task => client.Provider.Oracle.Ask(DefaultFleet.Small, task.ToQuestion())).ToList();
        Assert.All(answers, answer => Assert.Matches(@"\n#### \d+$", answer.Text));
        Assert.All(answers.Where(answer => answer.Correct), answer => Assert.True(Recomputes(answer.Text)));
        var wrong = answers.Where(answer => !answer.Correct).ToList();
        Assert.InRange(wrong.Count(answer => !Recomputes(answer.Text)) / (double)wrong.Count, 0.28, 0.42);
    }

    [Fact]
    public async Task Extract_Answers_AreAlmostAllJsonOfTheSchema()
    {
        await using var client = await SimulatedClient.StartAsync();
        var broken = 0;
        var tasks = Tasks.Where(task => task.Task == DemoWorkload.Extract).Take(300).ToList();
        foreach (var task in tasks)
        {
            var format = $$$""","response_format":{"type":"json_schema","json_schema":{"name":"invoice","schema":{{{task.JsonSchema}}}}}""";
            var text = (await client.AnswerAsync(SimulatedClient.Body(task.Prompt, more: format))).Text();
            broken += IsInvoice(text) ? 0 : 1;
        }

        Assert.InRange(broken, 0, tasks.Count / 25);
    }

    [Fact]
    public async Task Chat_WithAnUnknownSchema_AnswersJsonThatFits()
    {
        await using var client = await SimulatedClient.StartAsync();
        const string Format =
            """
            ,"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"kind":{"enum":["a","b"]},"items":{"type":"array","minItems":2,"items":{"$ref":"#/$defs/item"}},"note":{"type":["null","string"],"maxLength":5}},"required":["kind","items"],"$defs":{"item":{"type":"object","properties":{"n":{"type":"integer","minimum":5,"maximum":6},"self":{"anyOf":[{"$ref":"#/$defs/item"},{"type":"null"}]}},"required":["n"]}}}}}
            """;
        var value = JsonElement.Parse((await client.AnswerAsync(SimulatedClient.Body("Fill this in.", more: Format))).Text());
        Assert.Contains(value.GetProperty("kind").GetString(), (string[])["a", "b"]);
        Assert.True(value.GetProperty("items").GetArrayLength() >= 2);
        Assert.All(value.GetProperty("items").EnumerateArray(), item => Assert.InRange(item.GetProperty("n").GetInt32(), 5, 6));
        Assert.InRange(value.GetProperty("note").GetString()!.Length, 0, 5);
    }

    [Fact]
    public async Task Chat_WithJsonObject_AnswersAnObject()
    {
        await using var client = await SimulatedClient.StartAsync();
        var reply = await client.AnswerAsync(SimulatedClient.Body("Anything", more: ",\"response_format\":{\"type\":\"json_object\"}"));
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(reply.Text()).ValueKind);
    }

    [Fact]
    public async Task Oracle_OverHttp_AgreesWithTheObject()
    {
        await using var client = await SimulatedClient.StartAsync();
        var task = Tasks.First(one => one.Task == DemoWorkload.Summarize);
        using var response = await client.SendAsync(SimulatedClient.Body(task.Prompt), "sim/oracle");
        var told = JsonElement.Parse(await response.Content.ReadAsStringAsync(SimulatedClient.Stop));
        var known = client.Provider.Oracle.Ask(DefaultFleet.Small, SimulatedQuestion.Of(task.Prompt));
        Assert.Equal(known.Correct, told.GetProperty("correct").GetBoolean());
        Assert.Equal(known.AmountNanoUsd, told.GetProperty("amount_nano_usd").GetInt64());
        Assert.Empty(client.Provider.Bill.Lines());
        var bought = await client.AnswerAsync(SimulatedClient.Body(task.Prompt));
        Assert.Equal(known.Text, bought.Text());
        Assert.Equal(known.AmountNanoUsd, client.Provider.Bill.TotalNanoUsd);
    }

    internal static bool Recomputes(string text) => Calculations().Matches(text).All(match =>
    {
        var (left, right, result) = (Number(match, 1), Number(match, 3), Number(match, 4));
        return result == match.Groups[2].Value switch { "+" => left + right, "-" => left - right, "*" => left * right, _ => left / right };
    });

    private static async Task<List<string>> TextsAsync(IReadOnlyList<DemoTask> tasks, int seed = 1)
    {
        await using var client = await SimulatedClient.StartAsync(new SimulatedProviderOptions { Models = SimulatedClient.QuickFleet, Seed = seed });
        var texts = new List<string>();
        foreach (var task in tasks)
            texts.Add((await client.AnswerAsync(SimulatedClient.Body(task.Prompt))).Text());
        return texts;
    }

    private static bool IsInvoice(string text)
    {
        try
        {
            var invoice = JsonElement.Parse(text);
            return invoice.EnumerateObject().Select(property => property.Name).SequenceEqual(["invoice_number", "vendor", "date", "currency", "total"])
                && invoice.GetProperty("total").ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) ([-+*/]) (\d+) = (\d+)")]
    private static partial Regex Calculations();
}
