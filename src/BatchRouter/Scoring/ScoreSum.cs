namespace BatchRouter.Scoring;

/// <summary>The one formula, and the account of what each part of it added.</summary>
internal sealed class ScoreSum
{
    // A prior of 0 or 1 would make every signal meaningless.
    private const double LeastPrior = 0.01;

    // Beyond this a double's sigmoid says exactly 0 or 1, and the contributions would no longer add up.
    private const double MostLogOdds = 30;

    private readonly ScoringWeights _weights;
    private readonly List<Signal> _signals = [];
    private double _logOdds;
    private int _firstVeto = -1;

    public ScoreSum(ScoringWeights weights, double prior)
    {
        _weights = weights;
        var usable = double.IsNaN(prior) ? 0.5 : Math.Clamp(prior, LeastPrior, 1 - LeastPrior);
        Record("prior", usable, weights.Slope * Logit(usable));
        if (weights.Offset != 0)
            Record("calibration", weights.Offset, weights.Offset);
    }

    public void Add(FeatureValue found) =>
        Record(found.Feature.Name, found.Value, _weights.Slope * _weights.Of(found.Feature) * found.Value);

    public void Veto(string name)
    {
        if (_firstVeto < 0)
            _firstVeto = _signals.Count;
        _signals.Add(new Signal(name, 1, 0));
    }

    public Score ToScore()
    {
        var final = Math.Clamp(_logOdds, -MostLogOdds, MostLogOdds);
        if (_firstVeto >= 0)
        {
            // The first veto carries the whole fall; the others are named and add nothing.
            var capped = Math.Min(final, Logit(_weights.VetoCap));
            _signals[_firstVeto] = _signals[_firstVeto] with { Contribution = capped - final };
            final = capped;
        }

        return new Score(1 / (1 + Math.Exp(-final)), _signals);
    }

    private void Record(string name, double value, double contribution)
    {
        _signals.Add(new Signal(name, value, contribution));
        _logOdds += contribution;
    }

    private static double Logit(double p) => Math.Log(p / (1 - p));
}
