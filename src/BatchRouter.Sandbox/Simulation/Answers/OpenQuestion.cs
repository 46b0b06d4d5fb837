namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>
/// Any other prompt. The provider does not understand it, so its answer is words drawn from the prompt:
/// all right answers agree on them, and a wrong one has words of its own.
/// </summary>
internal sealed class OpenQuestion(string prompt, ulong seed) : Question
{
    private static readonly string[] Vocabulary =
        ["amber", "harbour", "lantern", "meadow", "copper", "window", "garden", "signal", "river", "paper", "morning", "engine", "valley", "marble", "ticket", "orchard"];

    private readonly ulong _key = Chance.Hash(prompt);

    public override double VisibleShare => 0;

    public override string Answer(Flaw flaw, Chance wording, Chance error)
    {
        var opening = wording.Between(0, 2) switch
        {
            0 => "Simulated answer: ",
            1 => "In short (simulated): ",
            _ => "As far as a simulated model can tell: ",
        };
        return opening + (flaw == Flaw.None ? Truth() : Words(error)) + ".";
    }

    public override bool Grade(string answer) => answer.Contains(Truth(), StringComparison.Ordinal);

    private string Truth() => Words(Chance.Of(seed, Draw.Truth, _key));

    private static string Words(Chance chance) =>
        string.Join(' ', Enumerable.Range(0, 12).Select(_ => chance.Pick(Vocabulary)));
}
