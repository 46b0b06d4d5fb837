using BatchRouter.Scoring.Verifying;

namespace BatchRouter.Scoring;

/// <summary>Every verifier a task may name. A new one is a new file and one line here.</summary>
public static class Verifiers
{
    public static IReadOnlyList<IVerifier> All { get; } =
    [
        new FinalNumberVerifier(),
        new JsonFieldsVerifier(),
        new NotEchoVerifier(),
    ];

    public static IVerifier? Find(string name)
    {
        foreach (var verifier in All)
            if (verifier.Name == name)
                return verifier;
        return null;
    }
}
