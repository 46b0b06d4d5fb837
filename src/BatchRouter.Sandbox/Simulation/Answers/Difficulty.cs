using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>
/// How hard a request is, 0..1 and about evenly spread, for all models alike. Mostly chance, a little length:
/// length alone predicts the outcome of real models about that well.
/// </summary>
internal static class Difficulty
{
    private const double LengthCorrelation = 0.3;
    private const double TypicalCharacters = 330;
    private const double LengthSpread = 0.35;

    public static double Of(ChatRequest request, ulong seed)
    {
        var length = Math.Log(Math.Max(1, request.Characters) / TypicalCharacters) / LengthSpread;
        var score = LengthCorrelation * Math.Clamp(length, -2, 2)
            + Math.Sqrt(1 - LengthCorrelation * LengthCorrelation) * Chance.Of(seed, Draw.Difficulty, request.ContentKey).Normal();
        return 1 / (1 + Math.Exp(-LogisticOfNormal * score));
    }

    // A logistic curve this steep stays within 0.01 of the normal distribution function.
    private const double LogisticOfNormal = 1.702;
}
