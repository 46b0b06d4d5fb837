using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using Microsoft.ML.Tokenizers;

namespace BatchRouter.Providers.Counting;

/// <summary>Counts with o200k_base, the tokenizer of OpenAI's present models, and bounds what any other would count.</summary>
public sealed class TokenCounter : ITokenCounter
{
    // OpenAI's published count for chat: three tokens around each message and three to begin the answer; a name adds one.
    private const int TokensPerMessage = 4;
    private const int TokensPerAnswer = 3;

    // A byte-level tokenizer never makes more tokens than bytes; the body holds all text, keys and schemas, and this covers the
    // special tokens around messages and the instructions that providers add for tools and JSON.
    private const int OverheadAtMost = 512;
    private const int OverheadPerMessage = 16;
    private const int OverheadPerTool = 64;

    private readonly TiktokenTokenizer _tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");

    public PromptSize Measure(BatchJob job)
    {
        var tokens = TokensPerAnswer;
        foreach (var message in job.Messages)
        {
            tokens += TokensPerMessage;
            foreach (var part in message.Parts)
                if (part is Part.Text text)
                    tokens += Count(text.Value);
            foreach (var call in message.ToolCalls ?? [])
                tokens += Count(call.Name) + Count(call.Arguments) + TokensPerMessage;
        }

        foreach (var tool in job.Tools)
            tokens += Count(tool.Name) + Count(tool.Parameters) + Count(tool.Description ?? "") + TokensPerMessage;
        if (job.JsonSchema is { } schema)
            tokens += Count(schema);
        var overhead = OverheadAtMost + OverheadPerMessage * job.Messages.Count + OverheadPerTool * job.Tools.Count;
        return new PromptSize(tokens, job.Body.Length + overhead, job.Images);
    }

    // A cut may part what would be one token, and by chance spare one: one is added for each, so that holds can rely on the count.
    private int Count(string text)
    {
        var slices = TextSlices.Of(text);
        var tokens = slices.Count - 1;
        foreach (var slice in slices)
            tokens += _tokenizer.CountTokens(text.AsSpan()[slice], considerPreTokenization: true, considerNormalization: false);
        return tokens;
    }
}
