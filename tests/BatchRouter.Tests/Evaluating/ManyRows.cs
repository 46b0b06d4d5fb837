using BatchRouter.Cli.Evaluating;
using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Tests.Evaluating;

/// <summary>Invented rows of four models.</summary>
internal static class ManyRows
{
    public const string Sound = "{\"reasoning\": \"We add. The sum is 7.\", \"answer\": \"7\"}";
    public const string Unsound = "{\"reasoning\": \"We add the numbers.\", \"answer\": \"7\"}";

    /// <summary>All models' responses have 400 characters, 100 tokens; the right answer is 7.</summary>
    public static ManyRow Row(
        string id, bool cheap, bool second = true, bool target = true, bool other = true, string prompt = "How many?", string response = Sound) =>
        new(id, prompt, new Dictionary<string, ModelOutcome>
        {
            [ManyRegime.Cheap] = Outcome(cheap, "5") with { Answer = cheap ? "7" : "5", Response = cheap ? response : response.Replace('7', '5') },
            [ManyRegime.Second] = Outcome(second, "4"),
            [ManyRegime.Target] = Outcome(target, "3"),
            [ManyRegime.Other] = Outcome(other, "2"),
        });

    private static ModelOutcome Outcome(bool right, string wrong) => new(right ? 1 : 0, 400, right ? "7" : wrong, null);
}
