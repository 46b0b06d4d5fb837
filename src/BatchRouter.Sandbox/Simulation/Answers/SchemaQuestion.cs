using System.Text.Json;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>A prompt with a schema of the caller's: the values mean nothing, but all right answers agree on them.</summary>
internal sealed class SchemaQuestion(JsonElement schema, string prompt, ulong seed) : Question
{
    public override double VisibleShare => 0;

    public override string Answer(Flaw flaw, Chance wording, Chance error) =>
        flaw == Flaw.None ? Truth() : SchemaWalker.Write(schema, error);

    public override bool Grade(string answer) => answer == Truth();

    private string Truth() => SchemaWalker.Write(schema, Chance.Of(seed, Draw.Truth, Chance.Hash(prompt)));
}
