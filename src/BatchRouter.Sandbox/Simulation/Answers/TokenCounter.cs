using BatchRouter.Sandbox.Simulation.Serving;
using Microsoft.ML.Tokenizers;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>Counts as OpenAI documents it for chat messages: o200k, 3 tokens around each message and 3 for the reply's start.</summary>
internal static class TokenCounter
{
    private const int PerMessage = 3;
    private const int PerReply = 3;

    // The documented price of an image at low detail; every part that is not text counts as one.
    private const int PerImage = 85;

    private const int LongestRun = 400;

    private static readonly TiktokenTokenizer O200k = TiktokenTokenizer.CreateForEncoding("o200k_base");

    /// <summary>Reads the vocabulary now, or the first request would wait for it and look slow.</summary>
    public static void Load() => Count("");

    public static int Count(string text)
    {
        var rest = WellFormed(text).AsSpan();
        var tokens = 0;
        for (var end = EndOfSlice(rest); end < rest.Length; end = EndOfSlice(rest))
        {
            tokens += O200k.CountTokens(rest[..end]);
            rest = rest[end..];
        }

        return tokens + O200k.CountTokens(rest);
    }

    public static int Count(IReadOnlyList<ChatMessage> messages) =>
        PerReply + messages.Sum(message => PerMessage + Count(message.Role) + Count(message.Text) + PerImage * message.Images);

    /// <summary>The longest beginning of a text that has at most so many tokens.</summary>
    public static string Cut(string text, int maxTokens)
    {
        if (maxTokens <= 0)
            return "";
        return text[..O200k.GetIndexByTokenCount(text, maxTokens, out _, out _)];
    }

    public static IReadOnlyList<string> Split(string text) =>
        [.. O200k.EncodeToTokens(WellFormed(text), out _).Select(token => text[token.Offset])];

    // The tokenizer's time grows with the square of a run without a break: 7 seconds for 100,000 letters.
    // Text that people write has no such run and is counted whole.
    private static int EndOfSlice(ReadOnlySpan<char> text)
    {
        var (run, kind) = (0, -1);
        for (var at = 0; at < text.Length; at++)
        {
            var here = char.IsLetter(text[at]) ? 0 : char.IsWhiteSpace(text[at]) ? 1 : char.IsSurrogate(text[at]) ? 2 : 3;
            run = here == kind ? run + 1 : 1;
            kind = here;
            if (run > LongestRun && !char.IsLowSurrogate(text[at]))
                return at;
        }

        return text.Length;
    }

    // The tokenizer wants valid UTF-16; real tokenizers see U+FFFD, which has as many units.
    private static string WellFormed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                continue;
            if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
                at++;
            else
                return Replaced(text, at);
        }

        return text;
    }

    private static string Replaced(string text, int from)
    {
        var units = text.ToCharArray();
        for (var at = from; at < units.Length; at++)
        {
            if (at + 1 < units.Length && char.IsSurrogatePair(units[at], units[at + 1]))
                at++;
            else if (char.IsSurrogate(units[at]))
                units[at] = '\uFFFD';
        }

        return new(units);
    }
}
