using System.Text;
using BatchRouter.Catalog;
using BatchRouter.Routing;

namespace BatchRouter.Classifying;

/// <summary>What asking the small model would cost and take. Pure: its hold is bounded by bytes, since nobody has counted this question's tokens.</summary>
public static class ClassifyOffer
{
    // As around any request: the special tokens of two messages and of the answer.
    private const int OverheadTokens = 512;

    // A byte-level tokenizer makes about one token of four characters of ordinary text.
    private const int CharactersPerToken = 4;

    // The name of a class, most of the time.
    private const int ExpectedOutputTokens = 4;

    public static Candidate Predict(RoutingRequest request, ClassifySettings settings, Offer offer)
    {
        var question = ClassifyPrompt.Of(request.Job, settings);
        var (characters, bytes) = (0L, 0L);
        foreach (var message in question.Messages)
        {
            characters += message.Text.Length;
            bytes += Bytes(message.Text);
        }

        var output = Math.Min(question.MaxOutputTokens, offer.Model.MaxOutputTokens);
        var input = (long)Math.Ceiling(characters * offer.Model.TokenFactor / CharactersPerToken);
        var hold = offer.Price.HoldNanoUsd(bytes + OverheadTokens, output);
        return new Candidate
        {
            Offer = offer,
            Quality = offer.Model.QualityPrior(request.Job.Task),
            CostNanoUsd = Math.Min(hold, offer.Price.ChargeNanoUsd(new Usage(input, 0, Math.Min(ExpectedOutputTokens, output), 0))),
            HoldNanoUsd = hold,
            SoftHoldNanoUsd = hold,
            TimeP99 = request.Observed.GetValueOrDefault(offer.Model.Name)?.P99 ?? offer.Model.Latency.P99,
            MaxOutputTokens = output,
        };
    }

    // A lone surrogate travels as an escape of six characters, and stands as three bytes in the count.
    private static long Bytes(string text)
    {
        var bytes = (long)Encoding.UTF8.GetByteCount(text);
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                    i++;
                else
                    bytes += 3;
            }

        return bytes;
    }
}
