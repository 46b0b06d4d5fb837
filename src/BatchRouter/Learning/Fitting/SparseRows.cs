using BatchRouter.Learning.Reading;

namespace BatchRouter.Learning.Fitting;

/// <summary>Prompts as rows of the regression, stored by row.</summary>
internal sealed class SparseRows
{
    private SparseRows(int rows, int entries, int columns)
    {
        Starts = new int[rows + 1];
        Columns = new int[entries];
        Values = new float[entries];
        ColumnCount = columns;
    }

    public int[] Starts { get; }

    public int[] Columns { get; }

    public float[] Values { get; }

    public int ColumnCount { get; }

    public int Count => Starts.Length - 1;

    public static SparseRows Of(IReadOnlyList<PromptCounts> prompts, ColumnScale scale)
    {
        var rows = new SparseRows(prompts.Count, prompts.Sum(prompt => prompt.Buckets.Length + PromptMarks.Count + 1), scale.Space.Columns);
        var at = 0;
        for (var i = 0; i < prompts.Count; i++)
        {
            at = rows.Add(prompts[i], scale, at);
            rows.Starts[i + 1] = at;
        }

        return rows;
    }

    /// <summary>The same rows over those columns alone that occur, and which these are.</summary>
    public (SparseRows Rows, int[] Used) Squeeze()
    {
        var place = new int[ColumnCount];
        var entries = Starts[^1];
        for (var e = 0; e < entries; e++)
            place[Columns[e]] = 1;
        var used = Enumerable.Range(0, ColumnCount).Where(column => place[column] == 1).ToArray();
        for (var at = 0; at < used.Length; at++)
            place[used[at]] = at;
        var rows = new SparseRows(Count, entries, used.Length);
        Starts.CopyTo(rows.Starts, 0);
        Values.AsSpan(0, entries).CopyTo(rows.Values);
        for (var e = 0; e < entries; e++)
            rows.Columns[e] = place[Columns[e]];
        return (rows, used);
    }

    private int Add(PromptCounts prompt, ColumnScale scale, int at)
    {
        var words = scale.Inverse(prompt.Buckets.AsSpan(0, prompt.WordCount), prompt.Times.AsSpan(0, prompt.WordCount));
        var contexts = scale.Inverse(prompt.Buckets.AsSpan(prompt.WordCount, prompt.ContextCount), prompt.Times.AsSpan(prompt.WordCount, prompt.ContextCount));
        var afterContexts = prompt.WordCount + prompt.ContextCount;
        var chars = scale.Inverse(prompt.Buckets.AsSpan(afterContexts), prompt.Times.AsSpan(afterContexts));
        for (var i = 0; i < prompt.Buckets.Length; i++)
        {
            var bucket = prompt.Buckets[i];
            if (scale.Idf[bucket] == 0)
                continue;
            Columns[at] = bucket;
            Values[at++] = ColumnScale.OfTimes(prompt.Times[i]) * scale.Idf[bucket] * (i < prompt.WordCount ? words : i < afterContexts ? contexts : chars);
        }

        for (var m = 0; m < PromptMarks.Count; m++)
        {
            Columns[at] = scale.Space.Buckets + m;
            Values[at++] = scale.OfMark(m, prompt.Marks[m]);
        }

        Columns[at] = scale.Space.Columns - 1;
        Values[at++] = ColumnScale.Constant;
        return at;
    }
}
