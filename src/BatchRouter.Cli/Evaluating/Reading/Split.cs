using BatchRouter.Learning;

namespace BatchRouter.Cli.Evaluating.Reading;

/// <summary>What is learned from and what is scored: never the same row, nor the same prompt.</summary>
internal sealed record Split<T>(IReadOnlyList<T> Train, IReadOnlyList<T> Test)
    where T : IEvalRow
{
    public const int Folds = 5;

    /// <summary>Every row is scored by what was learned from the other folds; folds by a hash of the id.</summary>
    public static IReadOnlyList<Split<T>> Cross(IReadOnlyList<T> rows, ulong seed) =>
        [.. Enumerable.Range(0, Folds)
            .Select(fold => Of([.. rows.Where(row => StableFold.Of(row.Id, Folds, seed) != fold)], [.. rows.Where(row => StableFold.Of(row.Id, Folds, seed) == fold)]))
            .Where(split => split.Test.Count > 0)];

    /// <summary>Rows to learn from that are also among the scored ones are left out.</summary>
    public static Split<T> Of(IReadOnlyList<T> train, IReadOnlyList<T> test)
    {
        var ids = test.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        var prompts = test.Select(row => row.Prompt).ToHashSet(StringComparer.Ordinal);
        return new Split<T>([.. train.Where(row => !ids.Contains(row.Id) && !prompts.Contains(row.Prompt))], test);
    }
}
