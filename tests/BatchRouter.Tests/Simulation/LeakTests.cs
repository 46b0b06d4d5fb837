using System.Globalization;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

/// <summary>Nothing that a caller sees may tell right from wrong better than a real model's signs do.</summary>
public sealed class LeakTests(ITestOutputHelper output)
{
    private const double Most = 0.80;

    // A single task at the best model has some 60 wrong answers: their AUC is known to about 0.03.
    private const double SamplingError = 0.03;

    [Theory]
    [InlineData(DefaultFleet.Small)]
    [InlineData(DefaultFleet.Medium)]
    [InlineData(DefaultFleet.Large)]
    [InlineData(DefaultFleet.Fast)]
    public async Task Replies_OverHttp_SeparateRightFromWrongByAtMostAnAucOf080(string name)
    {
        var model = DefaultFleet.Models.Single(one => one.Name == name);
        var quick = model with { Latency = new(MedianMs: 2, P99Ms: 10) };
        await using var client = await SimulatedClient.StartAsync(new SimulatedProviderOptions { Models = [quick] });
        var seen = new Seen[4_000];
        var tasks = DemoWorkload.Generate(seen.Length, seed: 7);
        var options = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = SimulatedClient.Stop };
        await Parallel.ForAsync(0, seen.Length, options, async (index, _) =>
            seen[index] = await LookAsync(client, model, tasks[index]));

        foreach (var (sign, value) in Signs(model))
        {
            var all = Report(name, sign, "all", seen, value);
            Assert.InRange(all, 1 - Most, Most);
            foreach (var group in seen.GroupBy(one => one.Task))
                Assert.InRange(Report(name, sign, group.Key, [.. group], value), 1 - Most - SamplingError, Most + SamplingError);
        }

        if (model.OffersLogprobs)
            Assert.InRange(Report(name, "mean logprob", "all", seen, one => one.MeanLogprob), 0.70, 0.78);
    }

    private static IEnumerable<(string Sign, Func<Seen, double> Value)> Signs(SimulatedModel model)
    {
        yield return ("text length", one => one.Text.Length);
        yield return ("output tokens", one => one.OutputTokens);
        yield return ("input tokens", one => one.InputTokens);
        yield return ("processing time", one => one.ProcessingMs);
        yield return ("header length", one => one.HeaderLength);
        yield return ("request id", one => one.IdNumber);
        if (!model.OffersLogprobs)
            yield break;
        yield return ("mean logprob", one => one.MeanLogprob);
        yield return ("least logprob", one => one.LeastLogprob);
        yield return ("last logprob", one => one.LastLogprob);
        yield return ("logprob and arithmetic", one => one.MeanLogprob - (AnswerTests.Recomputes(one.Text) ? 0 : 100));
    }

    private double Report(string model, string sign, string task, IReadOnlyList<Seen> seen, Func<Seen, double> value)
    {
        var auc = Auc([.. seen.Where(one => one.Correct).Select(value)], [.. seen.Where(one => !one.Correct).Select(value)]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model} {task} {sign}: AUC {auc:F3}"));
        return auc;
    }

    private static async Task<Seen> LookAsync(SimulatedClient client, SimulatedModel model, DemoTask task)
    {
        var more = model.OffersLogprobs ? ",\"logprobs\":true" : "";
        using var response = await client.SendAsync(SimulatedClient.Body(task.Prompt, model.Name, more));
        var reply = System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync(SimulatedClient.Stop));
        double[] logprobs = model.OffersLogprobs
            ? [.. reply.Choice().GetProperty("logprobs").GetProperty("content").EnumerateArray().Select(token => token.GetProperty("logprob").GetDouble())]
            : [0];
        var id = response.Headers.GetValues("x-request-id").Single();
        return new(
            task.Task,
            client.Provider.Oracle.IsCorrect(model.Name, SimulatedQuestion.Of(task.Prompt)),
            reply.Text(),
            reply.Tokens("completion_tokens"),
            reply.Tokens("prompt_tokens"),
            double.Parse(response.Headers.GetValues("openai-processing-ms").Single(), CultureInfo.InvariantCulture),
            response.Headers.Where(header => header.Key != "Date").Sum(header => header.Key.Length + header.Value.Sum(value => value.Length)),
            ulong.Parse(id.AsSpan(4, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            logprobs.Average(),
            logprobs.Min(),
            logprobs[^1]);
    }

    // Chance that a right answer ranks above a wrong one; ties count half.
    private static double Auc(double[] right, double[] wrong)
    {
        Array.Sort(wrong);
        var above = right.Sum(value => Bound(wrong, value, orEqual: false) + Bound(wrong, value, orEqual: true));
        return above / 2.0 / right.Length / wrong.Length;
    }

    private static long Bound(double[] sorted, double value, bool orEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value || orEqual && sorted[middle] == value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private sealed record Seen(
        string Task,
        bool Correct,
        string Text,
        long OutputTokens,
        long InputTokens,
        double ProcessingMs,
        double HeaderLength,
        double IdNumber,
        double MeanLogprob,
        double LeastLogprob,
        double LastLogprob);
}
