using System.Globalization;
using System.Text;
using BatchRouter.Scoring;

namespace BatchRouter.Postgres.Storing;

/// <summary>A score's signals as one JSON object: name to [value, contribution in log-odds].</summary>
internal static class SignalsJson
{
    public static string Write(Score score)
    {
        var json = new StringBuilder("{");
        foreach (var signal in score.Signals)
        {
            if (json.Length > 1)
                json.Append(',');
            json.Append(CultureInfo.InvariantCulture, $"\"{signal.Name}\":[{signal.Value:0.####},{signal.Contribution:0.####}]");
        }

        return json.Append('}').ToString();
    }
}
