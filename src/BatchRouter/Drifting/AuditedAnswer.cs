namespace BatchRouter.Drifting;

/// <summary>One accepted answer that was audited.</summary>
/// <param name="Confidence">0..1, when it was accepted.</param>
/// <param name="Agreement">0..1: how far the strongest model's answer bore it out.</param>
public readonly record struct AuditedAnswer(double Confidence, double Agreement);
