namespace BatchRouter.Cli.Evaluating.Reading;

/// <summary>What one model made of one question.</summary>
/// <param name="Correct">0..1.</param>
/// <param name="Chars">Length of its response.</param>
/// <param name="Answer">What was extracted from the response; null where nothing was.</param>
/// <param name="Response">The whole text; null where it is not recorded.</param>
internal sealed record ModelOutcome(double Correct, int Chars, string? Answer, string? Response);
