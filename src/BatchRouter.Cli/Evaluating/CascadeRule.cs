using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;

namespace BatchRouter.Cli.Evaluating;

/// <summary>What is bought in each cell, the last step taken by a part of its rows only.</summary>
/// <param name="Paths">Tells a row's cell.</param>
/// <param name="ByCell">Cells that are not named let the cheap answer stand.</param>
/// <param name="Last">The step that is taken in part; null where none is.</param>
/// <param name="LastShare">The part, 0..1.</param>
internal sealed record CascadeRule(CellPaths Paths, IReadOnlyDictionary<string, Escalation> ByCell, CascadeStep? Last, double LastShare)
{
    private const ulong PlaceSeed = 0x3C4D;

    public Purchase Buy(ManyRow row)
    {
        var cell = Paths.Of(row)[^1];
        return (Last is { } last && last.Cell == cell && Place(row.Id) < LastShare ? last.To : ByCell.GetValueOrDefault(cell)).Buy(row);
    }

    // Which rows are in the part is the same in every run, and has nothing to do with folds.
    private static double Place(string id) => StableFold.Hash(id, PlaceSeed) / ((double)ulong.MaxValue + 1);
}
