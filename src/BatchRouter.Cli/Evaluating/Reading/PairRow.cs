namespace BatchRouter.Cli.Evaluating.Reading;

/// <summary>A question that a weak and a strong model answered. The subject that the file also names is not read.</summary>
/// <param name="Id">Names the row and puts it into a fold.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Weak">Quality of the weak model's answer, 0..1.</param>
/// <param name="Strong">Of the strong model's.</param>
/// <param name="WeakText">The recorded answer; null where the file has none.</param>
/// <param name="StrongText">As well.</param>
internal sealed record PairRow(string Id, string Prompt, double Weak, double Strong, string? WeakText, string? StrongText) : IEvalRow
{
    /// <param name="folder">Where to look.</param>
    /// <param name="set"><c>mmlu</c> or <c>gsm8k</c>.</param>
    /// <param name="withTexts">The answers' texts must be there.</param>
    public static IReadOnlyList<PairRow> ReadAll(DirectoryInfo folder, string set, bool withTexts)
    {
        var rows = new List<PairRow>();
        foreach (var file in DataFolder.Find(folder, set, "jsonl"))
            foreach (var row in JsonRow.Read(file))
                rows.Add(new PairRow(row.Text("id"), row.Text("prompt"), row.Quality("weak_correct"), row.Quality("strong_correct"),
                    withTexts ? row.Text("weak_response") : null, withTexts ? row.Text("strong_response") : null));
        return rows;
    }
}
