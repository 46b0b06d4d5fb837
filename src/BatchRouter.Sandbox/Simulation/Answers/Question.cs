using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>How an answer is made: right, wrong for anyone who checks its form, or wrong in a way only the truth shows.</summary>
internal enum Flaw
{
    None,
    Visible,
    Hidden,
}

/// <summary>A prompt understood well enough to answer it rightly or wrongly on purpose.</summary>
internal abstract class Question
{
    /// <summary>Share of this question's wrong answers whose fault shows in their form.</summary>
    public abstract double VisibleShare { get; }

    /// <summary>
    /// The answer's text. <paramref name="wording"/> is the same stream whatever the flaw, so that length and style say
    /// nothing about right and wrong; <paramref name="error"/> chooses what goes wrong.
    /// </summary>
    public abstract string Answer(Flaw flaw, Chance wording, Chance error);

    /// <summary>Whether a text answers the question rightly, whoever wrote it.</summary>
    public abstract bool Grade(string answer);

    /// <summary>Understands a prompt in the form in which its answer is wanted.</summary>
    public static Question Of(ChatRequest request, ulong seed)
    {
        var prompt = request.Prompt;
        if (request.Schema is { } schema)
            return InvoiceQuestion.Fits(schema) && InvoiceQuestion.Read(prompt) is { } invoice ? invoice : new SchemaQuestion(schema, prompt, seed);
        var plain = ArithmeticQuestion.Read(prompt)
            ?? InvoiceQuestion.Read(prompt)
            ?? SummaryQuestion.Read(prompt)
            ?? (Question)new OpenQuestion(prompt, seed);
        return request.WantsJson && plain is not InvoiceQuestion ? new WrappedQuestion(plain) : plain;
    }
}
