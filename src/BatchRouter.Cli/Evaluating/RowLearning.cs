using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;

namespace BatchRouter.Cli.Evaluating;

/// <summary>The product's own trainers, applied to rows of a split.</summary>
internal static class RowLearning
{
    // Inside a split, training rows need predictions by fits that have not seen them.
    private const int InnerFolds = 3;

    // Of the trainer itself, for choosing its strength and its calibration.
    private const int Folds = 4;
    private const ulong InnerSeed = 0x1A2B;

    public static LearnedQuality Qualities(string task, IReadOnlyList<string> models, IEnumerable<TrainingExample> examples, ulong seed, CancellationToken stop) =>
        QualityTrainer.Train(task, models, examples, new TrainingOptions { Seed = seed, Folds = Folds }, stop) switch
        {
            TrainingOutcome<LearnedQuality>.Learned learned => learned.Model,
            TrainingOutcome<LearnedQuality>.Refused refused => throw new EvalRefusedException(refused.Reason),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no outcome"),
        };

    public static LearnedConfidence Confidence(IEnumerable<AnswerExample> examples, ulong seed) =>
        ConfidenceTrainer.Train(examples, new TrainingOptions { Seed = seed }) switch
        {
            TrainingOutcome<LearnedConfidence>.Learned learned => learned.Model,
            TrainingOutcome<LearnedConfidence>.Refused refused => throw new EvalRefusedException(refused.Reason),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no outcome"),
        };

    /// <summary>By row, what was learned from rows of other inner folds says about it.</summary>
    public static TOut[] OutOfFold<T, TOut>(IReadOnlyList<T> rows, Func<IReadOnlyList<T>, Func<T, TOut>> learn)
        where T : IEvalRow
    {
        var predicted = new TOut[rows.Count];
        for (var fold = 0; fold < InnerFolds; fold++)
        {
            var says = learn([.. rows.Where(row => StableFold.Of(row.Id, InnerFolds, InnerSeed) != fold)]);
            for (var i = 0; i < rows.Count; i++)
                if (StableFold.Of(rows[i].Id, InnerFolds, InnerSeed) == fold)
                    predicted[i] = says(rows[i]);
        }

        return predicted;
    }
}
