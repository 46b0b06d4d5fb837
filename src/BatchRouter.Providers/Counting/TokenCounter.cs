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

    private readonly TiktokenTokenizer _tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");

    public PromptSize Measure(BatchJob job)
    {
        var tokens = TokensPerAnswer;
        foreach (var message in job.Messages)
        {
            tokens += TokensPerMessage;
            foreach (var part in message.Parts)
                if (part is Part.Text text)
                    tokens += _tokenizer.CountTokens(text.Value, considerPreTokenization: true, considerNormalization: false);
            foreach (var call in message.ToolCalls ?? [])
                tokens += _tokenizer.CountTokens(call.Arguments) + TokensPerMessage;
        }

        foreach (var tool in job.Tools)
            tokens += _tokenizer.CountTokens(tool.Parameters) + _tokenizer.CountTokens(tool.Description ?? "") + TokensPerMessage;
        if (job.JsonSchema is { } schema)
            tokens += _tokenizer.CountTokens(schema);
        return new PromptSize(tokens, job.Body.Length + OverheadAtMost + OverheadPerMessage * job.Messages.Count, job.Images);
    }
}
