using System.Globalization;
using BatchRouter.Cli.Auditing.Exports;

namespace BatchRouter.Cli.Evaluating.Reading;

/// <summary>A question that several models answered. The category that the file also names is not read.</summary>
internal sealed record ManyRow(string Id, string Prompt, IReadOnlyDictionary<string, ModelOutcome> ByModel) : IEvalRow
{
    /// <summary>Rows for which every one of the models has an outcome.</summary>
    /// <param name="folder">Where to look for <c>queries.*.jsonl</c>, <c>outcomes.*.csv</c>, <c>answers.*.jsonl</c> and <c>responses.MODEL.*.jsonl</c>.</param>
    /// <param name="models">Names as the outcomes have them.</param>
    public static IReadOnlyList<ManyRow> ReadAll(DirectoryInfo folder, IReadOnlyList<string> models)
    {
        var outcomes = DataFolder.Find(folder, "outcomes", "csv").SelectMany(file => Outcomes(file, models)).GroupBy(pair => pair.Id)
            .ToDictionary(same => same.Key, same => same.Last().ByModel);
        var answers = DataFolder.Find(folder, "answers", "jsonl").SelectMany(JsonRow.Read).GroupBy(row => row.Text("id"))
            .ToDictionary(same => same.Key, same => same.Last().Texts("answers"));
        var responses = models.ToDictionary(model => model, model => DataFolder.Find(folder, $"responses.{model}", "jsonl").SelectMany(JsonRow.Read)
            .GroupBy(row => row.Text("id")).ToDictionary(same => same.Key, same => same.Last().Text("response")));
        var rows = new List<ManyRow>();
        foreach (var row in DataFolder.Find(folder, "queries", "jsonl").SelectMany(JsonRow.Read))
        {
            var id = row.Text("id");
            if (outcomes.TryGetValue(id, out var byModel))
                rows.Add(new ManyRow(id, row.Text("prompt"), models.ToDictionary(model => model, model => byModel[model] with
                {
                    Answer = answers.GetValueOrDefault(id)?.GetValueOrDefault(model),
                    Response = responses[model].GetValueOrDefault(id),
                })));
        }

        return rows;
    }

    private static IEnumerable<(string Id, Dictionary<string, ModelOutcome> ByModel)> Outcomes(FileInfo file, IReadOnlyList<string> models)
    {
        var table = CsvText.Rows(File.ReadAllText(file.FullName));
        var head = table.Count > 0 ? table[0] : throw new InvalidDataException($"{file.FullName}: the head line is missing");
        var id = Column(file, head, "id");
        var columns = models.Select(model => (Model: model, Correct: Column(file, head, $"correct:{model}"), Chars: Column(file, head, $"chars:{model}"))).ToList();
        for (var line = 1; line < table.Count; line++)
        {
            var row = table[line];
            if (row.Count != head.Count)
                throw new InvalidDataException($"{file.FullName}:{line + 1}: {row.Count} fields, but the head line has {head.Count}");
            yield return (row[id], columns.ToDictionary(column => column.Model, column => new ModelOutcome(
                Number(file, line, head[column.Correct], row[column.Correct], 1), (int)Number(file, line, head[column.Chars], row[column.Chars], int.MaxValue), null, null)));
        }
    }

    private static int Column(FileInfo file, List<string> head, string name) =>
        head.IndexOf(name) is >= 0 and var at ? at : throw new InvalidDataException($"{file.FullName}:1: column {name} is missing");

    private static double Number(FileInfo file, int line, string field, string text, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= most
            ? value
            : throw new InvalidDataException($"{file.FullName}:{line + 1}: {field} is '{text}', but a number from 0 to {most} is wanted");
}
