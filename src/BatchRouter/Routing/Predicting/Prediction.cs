using BatchRouter.Catalog;
using BatchRouter.Jobs;

namespace BatchRouter.Routing.Predicting;

/// <summary>Second station: what one attempt at an offer would be worth, cost and take.</summary>
internal readonly struct Prediction
{
    private readonly RoutingRequest _request;
    private readonly int _expectedOutput;
    private readonly int _asked;
    private readonly int _lowImages;
    private readonly bool _isPlainText;

    public Prediction(RoutingRequest request, TaskPolicy task)
    {
        _request = request;
        _expectedOutput = task.ExpectedOutputTokens;
        _asked = !request.WasCut && task.FirstOutputTokens is { } first
            ? Math.Min(first, request.Job.MaxOutputTokens)
            : request.Job.MaxOutputTokens;
        _lowImages = LowImages(request.Job, request.Size);
        // How a provider counts tools and schemas is nowhere documented: only plain text is counted exactly.
        _isPlainText = request.Job is { Tools.Count: 0, JsonSchema: null } && !request.Job.HasToolTalk;
    }

    public Candidate Of(int place, Offer offer, double quality)
    {
        var (model, sizes) = (offer.Model, SizesOf(offer.Model));
        var hold = offer.Price.HoldNanoUsd(sizes.InputAtMost, sizes.MaxOutput);
        var seen = _request.Observed.Count > 0 ? _request.Observed.GetValueOrDefault(model.Name) : null;
        return new Candidate
        {
            Offer = offer,
            Place = place,
            Seen = seen,
            Quality = quality,
            CostNanoUsd = offer.Price.ChargeNanoUsd(sizes.Expected),
            HoldNanoUsd = hold,
            SoftHoldNanoUsd = SoftHold(offer, hold),
            TimeP99 = seen?.P99 ?? model.Latency.P99,
            TimeP50 = seen?.P50 ?? model.Latency.P50,
            MaxOutputTokens = sizes.MaxOutput,
            MayHaveMoreTokens = sizes.MaxOutput < Math.Min(Math.Min(_request.Job.MaxOutputTokens, model.MaxOutputTokens), sizes.Room),
        };
    }

    /// <summary>Tokens of one attempt: the same in every lane.</summary>
    public AttemptSizes SizesOf(CatalogModel model)
    {
        var size = _request.Size;
        var images = (long)size.Images * model.ImageTokensAtMost;
        var text = (long)Math.Ceiling(size.Tokens * model.TokenFactor);
        var inputAtMost = (model.CountsAsWeDo && _isPlainText ? size.Tokens : size.TokensAtMost) + images;
        var room = (int)Math.Clamp(model.ContextWindow - text - images, 1, int.MaxValue);
        var maxOutput = Math.Min(Math.Min(_asked, model.MaxOutputTokens), room);
        var output = (long)Math.Ceiling(Math.Min(_expectedOutput, maxOutput) * model.TokenFactor);
        return new AttemptSizes(inputAtMost, room, maxOutput, new Usage(text + ExpectedOfImages(images, _lowImages, model), 0, output, 0));
    }

    public long SoftHold(Offer offer, long hold) =>
        _request.UsualCosts.Count > 0 && _request.UsualCosts.TryGetValue(offer.Name, out var usual) ? Math.Min(usual, hold) : hold;

    /// <summary>The input tokens that a job is expected to have with a model: no image of low detail costs as much as one may.</summary>
    public static long ExpectedInput(BatchJob job, PromptSize size, CatalogModel model) =>
        (long)Math.Ceiling(size.Tokens * model.TokenFactor) + ExpectedOfImages((long)size.Images * model.ImageTokensAtMost, LowImages(job, size), model);

    private static long ExpectedOfImages(long atMost, int low, CatalogModel model) =>
        low == 0 ? atMost : atMost - low * (long)Math.Max(0, model.ImageTokensAtMost - model.ImageTokensLow);

    private static int LowImages(BatchJob job, PromptSize size)
    {
        var low = 0;
        if (size.Images == 0)
            return low;
        foreach (var message in job.Messages)
            foreach (var part in message.Parts)
                low += part is Part.Image { Detail: "low" } ? 1 : 0;
        return Math.Min(low, size.Images);
    }
}

/// <summary>Tokens of one attempt.</summary>
/// <param name="InputAtMost">No count makes more of the input.</param>
/// <param name="Room">What the context window leaves for output, at least 1.</param>
/// <param name="MaxOutput">Asked for.</param>
/// <param name="Expected">What it is expected to use.</param>
internal readonly record struct AttemptSizes(long InputAtMost, int Room, int MaxOutput, Usage Expected);
