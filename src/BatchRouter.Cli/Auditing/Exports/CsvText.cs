using System.Text;

namespace BatchRouter.Cli.Auditing.Exports;

/// <summary>Reads comma-separated values as RFC 4180 has them.</summary>
internal static class CsvText
{
    /// <summary>The rows that hold anything.</summary>
    public static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[++i]);
            else if (c == '"')
                isQuoted = !isQuoted;
            else if (isQuoted || c is not (',' or '\r' or '\n'))
                cell.Append(c);
            else
                EndCell(endsRow: c != ',');
        }

        EndCell(endsRow: true);
        return rows;

        void EndCell(bool endsRow)
        {
            row.Add(cell.ToString());
            cell.Clear();
            if (!endsRow)
                return;
            if (row.Count > 1 || row[0].Length > 0)
                rows.Add(row);
            row = [];
        }
    }
}
