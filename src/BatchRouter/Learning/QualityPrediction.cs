namespace BatchRouter.Learning;

/// <summary>What a learned model expects of each model's answer to one prompt.</summary>
/// <param name="Models">Names, in the order they were trained in: weakest first.</param>
/// <param name="Quality">Calibrated chance of a right answer, 0..1, by the same order.</param>
/// <param name="Evidence">
/// 0..1: how far this prompt is like those trained on, and how many there were. Near 0 the qualities are little more than the mean of
/// the training data: lean to the stronger model.
/// </param>
public sealed record QualityPrediction(IReadOnlyList<string> Models, IReadOnlyList<double> Quality, double Evidence)
{
    /// <summary>Null for a model that was not trained on.</summary>
    public double? Of(string model)
    {
        for (var i = 0; i < Models.Count; i++)
            if (Models[i] == model)
                return Quality[i];
        return null;
    }

    /// <summary>What is expected to be won by asking the stronger instead of the weaker model, -1..1; null where one was not trained on.</summary>
    public double? Gain(string stronger, string weaker) => Of(stronger) - Of(weaker);
}
