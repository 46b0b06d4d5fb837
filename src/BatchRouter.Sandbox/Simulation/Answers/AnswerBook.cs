using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>
/// All answers of all models, written when first asked for. An entry depends on the seed, the model and what was
/// asked, never on the order or the time of asking.
/// </summary>
internal sealed class AnswerBook(SimulatedProviderOptions options)
{
    // About 30 MB of text at most; a repeat of an answer that fell out is made again, equal.
    private readonly BoundedCache<(ulong, string, int), Reply> _replies = new(capacity: 20_000);
    private readonly BoundedCache<ulong, int> _inputTokens = new(capacity: 50_000);
    private readonly ulong _seed = (ulong)options.Seed;

    public long InputTokens(SimulatedModel model, ChatRequest request) =>
        model.Count(_inputTokens.Get(request.ContentKey, request.Messages, TokenCounter.Count));

    /// <summary>Null where outcomes are replayed and this prompt was not recorded.</summary>
    public Reply? Find(SimulatedModel model, ChatRequest request)
    {
        if (options.Replay is { } replay && replay.Find(model.Name, request.Prompt) is null)
            return null;
        var key = (request.AnswerKey, model.Name, request.OutputLimit(model));
        return _replies.Get(key, (this, model, request), static given => given.Item1.Write(given.model, given.request));
    }

    /// <summary>Whether a text answers this request rightly, whichever model wrote it.</summary>
    public bool Grade(ChatRequest request, string answer) => Question.Of(request, _seed).Grade(answer);

    /// <summary>The reply with another text (a refusal, say) at the price of that text.</summary>
    public static Reply Instead(SimulatedModel model, Reply reply, string text) => reply with
    {
        Text = text,
        Correct = false,
        Truncated = false,
        Usage = reply.Usage with { OutputTokens = model.Count(TokenCounter.Count(text)), ReasoningTokens = 0 },
    };

    /// <summary>The reply, cut at half of its tokens as if its limit had been there, at the price of that half.</summary>
    public static Reply CutShort(SimulatedModel model, Reply reply)
    {
        var text = TokenCounter.Cut(reply.Text, TokenCounter.Count(reply.Text) / 2);
        return reply with
        {
            Text = text,
            Correct = false,
            Truncated = true,
            Usage = reply.Usage with { OutputTokens = model.Count(TokenCounter.Count(text)) + reply.Usage.ReasoningTokens },
        };
    }

    private Reply Write(SimulatedModel model, ChatRequest request)
    {
        var (text, correct, flaw, visibleShare) = options.Replay?.Find(model.Name, request.Prompt) is { } recorded
            ? (recorded.Text, recorded.Correct, Flaw.Hidden, 0)
            : Imagine(model, request);
        var limit = request.OutputLimit(model);
        var reasoning = Math.Min(model.ReasoningTokens, limit);
        var tokens = TokenCounter.Count(text);
        var truncated = model.Count(tokens) + reasoning > limit;
        if (truncated)
        {
            text = TokenCounter.Cut(text, (int)((limit - reasoning) / model.TokenInflation));
            tokens = TokenCounter.Count(text);
        }

        var input = InputTokens(model, request);
        return new()
        {
            Text = text,
            Correct = correct && !truncated,
            Truncated = truncated,
            Usage = new(input, (long)(input * model.CachedShare), Math.Min(model.Count(tokens) + reasoning, limit), reasoning, (long)(input * model.CacheWriteShare)),
            MeanLogprob = Certainty.MeanLogprob(flaw, visibleShare, Stream(Draw.Certainty, model, request)),
        };
    }

    private (string Text, bool Correct, Flaw Flaw, double VisibleShare) Imagine(SimulatedModel model, ChatRequest request)
    {
        var question = Question.Of(request, _seed);
        var difficulty = Difficulty.Of(request, _seed);
        var correct = Stream(Draw.Correctness, model, request).Unit() < model.Quality.At(difficulty);
        var visible = Stream(Draw.Flaw, model, request).Unit() < question.VisibleShare;
        var flaw = correct ? Flaw.None : visible ? Flaw.Visible : Flaw.Hidden;
        var text = question.Answer(flaw, Stream(Draw.Wording, model, request), Stream(Draw.Error, model, request));
        return (text, correct, flaw, question.VisibleShare);
    }

    private Chance Stream(Draw purpose, SimulatedModel model, ChatRequest request) =>
        Chance.Of(_seed, purpose, model.NameHash, request.ContentKey);
}
