using BatchRouter.Sandbox.Simulation.Answers;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>
/// Knows who was right and what would have been. For the demo's report and the tests; workers never ask it.
/// Asking charges nothing and changes nothing.
/// </summary>
public sealed class Oracle
{
    private readonly AnswerBook _book;
    private readonly Dictionary<string, SimulatedModel> _fleet;

    internal Oracle(SimulatedProviderOptions options, AnswerBook book)
    {
        _book = book;
        _fleet = options.Models.ToDictionary(model => model.Name, StringComparer.Ordinal);
    }

    /// <summary>What this model answers, at what price, and whether it is right (a truncated answer is not).</summary>
    /// <exception cref="KeyNotFoundException">No such model, or a prompt that was not recorded.</exception>
    public OracleAnswer Ask(string model, SimulatedQuestion question)
    {
        var known = _fleet[model];
        return _book.Find(known, question.ToRequest()) is { } reply
            ? OracleAnswer.Of(known, reply)
            : throw new KeyNotFoundException("This prompt is not among the recorded outcomes.");
    }

    public bool IsCorrect(string model, SimulatedQuestion question) => Ask(model, question).Correct;

    /// <summary>Grades a text by its content. In replay this is not possible: ask for the model that answered.</summary>
    public bool Grade(SimulatedQuestion question, string answer) => _book.Grade(question.ToRequest(), answer);

    /// <summary>Price and accuracy of buying every answer from one model.</summary>
    public OracleTotals AlwaysModel(string model, IEnumerable<SimulatedQuestion> questions) =>
        Totals(questions.Select(question => (question, model)));

    /// <summary>
    /// Over questions and the model whose answer was accepted: the share that was right, and the price of those
    /// answers alone (what a cascade bought before them is on the bill, not here).
    /// </summary>
    public OracleTotals Totals(IEnumerable<(SimulatedQuestion Question, string Model)> accepted)
    {
        var (count, correct, amount) = (0, 0, 0L);
        foreach (var (question, model) in accepted)
        {
            var answer = Ask(model, question);
            count++;
            correct += answer.Correct ? 1 : 0;
            amount += answer.AmountNanoUsd;
        }

        return new(count, correct, amount);
    }
}

/// <summary>The truth about one model's answer to one question.</summary>
public sealed record OracleAnswer(
    string Text, bool Correct, bool Truncated, long InputTokens, long OutputTokens, long AmountNanoUsd)
{
    internal static OracleAnswer Of(SimulatedModel model, Reply reply) => new(
        reply.Text, reply.Correct, reply.Truncated, reply.Usage.InputTokens, reply.Usage.OutputTokens, model.Prices.ChargeNanoUsd(reply.Usage));
}

/// <summary>Accuracy is 0 where nothing was counted.</summary>
public sealed record OracleTotals(int Count, int Correct, long AmountNanoUsd)
{
    public double Accuracy => Count == 0 ? 0 : (double)Correct / Count;
}
