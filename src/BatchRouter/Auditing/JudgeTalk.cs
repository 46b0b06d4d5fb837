using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Siding;

namespace BatchRouter.Auditing;

/// <summary>What a judge is asked, and how it is understood. Which answer stands first is decided by the job's hash: judges favour places.</summary>
internal static class JudgeTalk
{
    private const string Instruction = """
        You compare two answers to the same request. Decide which of them are right: they follow the request and hold no error of fact or
        reasoning. Style and length do not matter. Reply with one word: A if only answer A is right, B if only answer B is right, BOTH if
        both are right, NEITHER if none is.
        """;

    /// <param name="parent">The job whose answer was drawn.</param>
    /// <param name="message">Its message: whoever is asked must be cleared for the same data, and its labels' budgets hold.</param>
    /// <param name="given">The answer that the user was given.</param>
    /// <param name="other">The other one.</param>
    /// <param name="judge">The side job without its question.</param>
    public static SideJob Ask(JobKey parent, ReadOnlyMemory<byte> message, string given, string other, BatchJob judge)
    {
        using var json = JsonDocument.Parse(message);
        var (first, second) = IsGivenFirst(parent) ? (given, other) : (other, given);
        var question = judge with
        {
            Messages =
            [
                new Message("system", [new Part.Text(Instruction)]),
                new Message("user", [new Part.Text($"<request>\n{TextOf(json.RootElement)}\n</request>\n<answer_a>\n{first}\n</answer_a>\n<answer_b>\n{second}\n</answer_b>")]),
            ],
            DataClass = Name(json.RootElement, "dataClass"),
            Region = Name(json.RootElement, "region"),
        };
        return SideJobs.Ask(question, LabelsOf(json.RootElement));
    }

    /// <summary>1, the given answer is right; 0, it is not; null, the judge said nothing of use.</summary>
    public static (double? Agreement, string Reason) Read(JobKey parent, string said)
    {
        var word = said.Trim().TrimEnd('.', '!').Trim('*', '"', '\'', '`').ToUpperInvariant();
        return (word, IsGivenFirst(parent)) switch
        {
            ("BOTH", _) => (1, "judge_both"),
            ("NEITHER", _) => (0, "judge_neither"),
            ("A", true) or ("B", false) => (1, "judge_given"),
            ("A", false) or ("B", true) => (0, "judge_other"),
            _ => (null, "judge_unreadable"),
        };
    }

    internal static bool IsGivenFirst(JobKey parent) => StableHash.Of("judge", parent) % 2 == 0;

    private static string? Name(JsonElement message, string field) =>
        message.TryGetProperty(field, out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private static Dictionary<string, string> LabelsOf(JsonElement message) =>
        message.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Object
            ? labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "")
            : [];

    // All that was said, as far as it is text; straight from the message, which was accepted once.
    private static string TextOf(JsonElement message)
    {
        var text = new StringBuilder();
        if (!message.TryGetProperty("messages", out var turns))
            return "";
        foreach (var turn in turns.EnumerateArray())
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(turn.GetProperty("role").GetString()).Append(": ");
            if (turn.TryGetProperty("content", out var content))
                Add(text, content);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
            text.Append(JsonStrings.Unquote(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(content))));
        else if (content.ValueKind == JsonValueKind.Array)
            foreach (var part in content.EnumerateArray())
                if (part.TryGetProperty("text", out var words))
                    Add(text, words);
                else
                    text.Append("[image]");
    }
}
