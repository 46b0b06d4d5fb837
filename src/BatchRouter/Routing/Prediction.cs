namespace BatchRouter.Routing;

/// <summary>Second station: what one attempt at an offer would be worth, cost and take.</summary>
internal static class Prediction
{
    public static Candidate Predict(RoutingRequest request, TaskPolicy task, Offer offer)
    {
        var (model, size) = (offer.Model, request.Size);
        var asked = !request.WasCut && task.FirstOutputTokens is { } first
            ? Math.Min(first, request.Job.MaxOutputTokens)
            : request.Job.MaxOutputTokens;
        var images = (long)size.Images * model.ImageTokensAtMost;
        // How a provider counts tools and schemas is nowhere documented: only plain text is counted exactly.
        var isExact = model.CountsAsWeDo && request.Job is { Tools.Count: 0, JsonSchema: null } && !request.Job.HasToolTalk;
        var inputAtMost = (isExact ? size.Tokens : size.TokensAtMost) + images;
        var input = (long)Math.Ceiling(size.Tokens * model.TokenFactor) + images;
        var room = (int)Math.Clamp(model.ContextWindow - input, 1, int.MaxValue);
        var maxOutput = Math.Min(Math.Min(asked, model.MaxOutputTokens), room);
        var output = Math.Min(task.ExpectedOutputTokens, maxOutput);
        var hold = offer.Price.HoldNanoUsd(inputAtMost, maxOutput);
        return new Candidate
        {
            Offer = offer,
            Quality = model.QualityPrior(request.Job.Task),
            CostNanoUsd = offer.Price.ChargeNanoUsd(new Catalog.Usage(input, 0, (long)Math.Ceiling(output * model.TokenFactor), 0)),
            HoldNanoUsd = hold,
            SoftHoldNanoUsd = request.UsualCosts.TryGetValue(offer.Name, out var usual) ? Math.Min(usual, hold) : hold,
            TimeP99 = model.Latency.P99,
            MaxOutputTokens = maxOutput,
            MayHaveMoreTokens = maxOutput < Math.Min(Math.Min(request.Job.MaxOutputTokens, model.MaxOutputTokens), room),
        };
    }
}
