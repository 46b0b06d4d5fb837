namespace BatchRouter.Replaying;

/// <summary>
/// What answers that were bought say of what was predicted of their models: for each task and model, how far the confidence of its answers
/// lies from what was predicted of them. A few answers say little: the difference counts as n / (n + 20).
/// </summary>
public sealed class RecordedAnswers
{
    private const double Doubt = 20;

    private readonly Dictionary<(string Task, string Model), double> _shifts = [];

    /// <summary>Answers that were used.</summary>
    public long Count { get; private set; }

    /// <param name="task">The task.</param>
    /// <param name="model">The model's name in the catalogue.</param>
    /// <param name="answers">How many were recorded.</param>
    /// <param name="confidence">Their mean confidence, 0 to 1.</param>
    /// <param name="predicted">What was predicted of them, on average, 0 to 1.</param>
    public void Add(string task, string model, long answers, double confidence, double predicted)
    {
        _shifts[(task, model)] = answers / (answers + Doubt) * (confidence - predicted);
        Count += answers;
    }

    /// <summary>A predicted quality as answers correct it, 0 to 1.</summary>
    public double Corrected(string task, string offer, double predicted)
    {
        var model = offer[..offer.LastIndexOf(':')];
        return Math.Clamp(predicted + _shifts.GetValueOrDefault((task, model)), 0, 1);
    }
}
