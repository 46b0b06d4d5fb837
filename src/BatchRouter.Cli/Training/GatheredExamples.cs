using BatchRouter.Learning;
using BatchRouter.Postgres.Learning;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Training;

/// <summary>
/// From what became of jobs to labels. A job's evidence is its best kind alone. Users: their score, for the model that answered. Audits:
/// the agreement for the cheaper model and 1 for the strongest, whose answer was the measure, unless users say otherwise of the same
/// answer. Else, with little weight, the confidence of what was bought: for prompts that nobody judged, averaged over their jobs. A vetoed
/// answer says nothing of the prompt's difficulty (it was cut, refused, or in the wrong shape), so its confidence is no label.
/// </summary>
internal sealed class GatheredExamples(double confidenceWeight)
{
    public const double DefaultConfidenceWeight = 0.1;
    private const double UserWeight = 2;
    private const double AuditWeight = 1;

    private readonly List<TrainingExample> _judged = [];
    private readonly HashSet<string> _judgedPrompts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Unjudged> _unjudged = new(StringComparer.Ordinal);

    public GatherCounts Counts { get; private set; } = new();

    /// <summary>Judged answers with their signals.</summary>
    public List<AnswerExample> Answers { get; } = [];

    /// <summary>Prompts with labels: judged ones first, then those that only have a confidence.</summary>
    public IReadOnlyList<TrainingExample> Prompts() =>
    [
        .. _judged,
        .. _unjudged.Where(pair => !_judgedPrompts.Contains(pair.Key)).Select(pair => pair.Value.ToExample(pair.Key, confidenceWeight)),
    ];

    /// <param name="outcome">What became of a job.</param>
    /// <param name="prompt">The last text that a user said.</param>
    public void Add(StoredOutcome outcome, string prompt)
    {
        Counts = Counts with
        {
            Jobs = Counts.Jobs + 1,
            ByUsers = Counts.ByUsers + (outcome.Feedback is null ? 0 : 1),
            ByAudits = Counts.ByAudits + (outcome.Audit is null ? 0 : 1),
        };
        AddAnswers(outcome);
        var labels = Judged(outcome);
        if (labels.Count > 0)
        {
            _judged.Add(new TrainingExample(outcome.Id, prompt, labels, outcome.Feedback is null ? AuditWeight : UserWeight));
            _judgedPrompts.Add(prompt);
        }
        else if (confidenceWeight > 0)
        {
            AddConfidences(outcome, prompt);
        }
    }

    private static Dictionary<string, double> Judged(StoredOutcome outcome)
    {
        var labels = new Dictionary<string, double>(StringComparer.Ordinal);
        if (outcome is { Feedback: { } score, AnswerModel: { } answered })
            labels.Add(answered, score);
        if (outcome.Audit is not { } audit)
            return labels;
        var isDoubted = labels.TryGetValue(audit.CheapModel, out var said) && said >= 0.5 != audit.Agreement >= 0.5;
        labels.TryAdd(audit.CheapModel, audit.Agreement);
        if (audit.StrongModel is { } strong && !isDoubted)
            labels.TryAdd(strong, 1);
        return labels;
    }

    private void AddAnswers(StoredOutcome outcome)
    {
        if (outcome is { Feedback: { } score, AnswerAttempt: { } answer })
            Answers.Add(new AnswerExample(answer.ToString(), SignalsOf(outcome, answer), score, UserWeight));
        if (outcome.Audit is { CheapAttempt: { } cheap } audit && !(outcome.Feedback is not null && cheap == outcome.AnswerAttempt))
            Answers.Add(new AnswerExample(cheap.ToString(), SignalsOf(outcome, cheap), audit.Agreement, AuditWeight));
    }

    // None, where the answer was bought by another job: training reports it.
    private static IReadOnlyList<Signal> SignalsOf(StoredOutcome outcome, Guid attempt) =>
        outcome.Attempts.FirstOrDefault(bought => bought.Id == attempt)?.Signals ?? [];

    private void AddConfidences(StoredOutcome outcome, string prompt)
    {
        foreach (var attempt in outcome.Attempts)
        {
            if (attempt.Signals.Any(signal => Vetoes.All.Contains(signal.Name)))
            {
                Counts = Counts with { Vetoed = Counts.Vetoed + 1 };
                continue;
            }

            if (!_unjudged.TryGetValue(prompt, out var unjudged))
                _unjudged.Add(prompt, unjudged = new Unjudged(outcome.Id));
            unjudged.Add(attempt.Model, attempt.Confidence);
            Counts = Counts with { Confidences = Counts.Confidences + 1 };
        }
    }

    private sealed class Unjudged(string id)
    {
        private readonly Dictionary<string, (double Sum, int Count)> _byModel = new(StringComparer.Ordinal);

        public void Add(string model, double confidence)
        {
            var (sum, count) = _byModel.GetValueOrDefault(model);
            _byModel[model] = (sum + confidence, count + 1);
        }

        public TrainingExample ToExample(string prompt, double weight) =>
            new(id, prompt, _byModel.ToDictionary(pair => pair.Key, pair => pair.Value.Sum / pair.Value.Count), weight);
    }
}

/// <summary>What was read.</summary>
internal sealed record GatherCounts
{
    /// <summary>Settled jobs; lines of a file.</summary>
    public long Jobs { get; init; }

    /// <summary>Judged by users.</summary>
    public long ByUsers { get; init; }

    /// <summary>Judged by audits.</summary>
    public long ByAudits { get; init; }

    /// <summary>Answers of unjudged jobs, whose confidence is taken with little weight.</summary>
    public long Confidences { get; init; }

    /// <summary>Answers of unjudged jobs that a veto judged: left out.</summary>
    public long Vetoed { get; init; }
}
