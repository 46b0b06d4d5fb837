using System.Globalization;
using System.Text.Json;

namespace BatchRouter.Worker.Configuring;

/// <summary>Finds the line on which a key stands.</summary>
internal static class JsonLines
{
    /// <summary>1 for the first line. Where the path is not there, the line of its longest beginning that is.</summary>
    public static int Find(ReadOnlySpan<byte> json, string path)
    {
        var reader = Reader(json);
        var holders = new Stack<Holder>();
        var (best, bestLength) = (0L, 0);
        var name = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = "." + reader.GetString();
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                holders.Pop();
                continue;
            }

            var here = Here(holders, name);
            if (here.Length > bestLength && IsBeginning(path, here))
                (best, bestLength) = (reader.TokenStartIndex, here.Length);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                holders.Push(new Holder(here, reader.TokenType == JsonTokenType.StartArray));
        }

        return 1 + json[..(int)best].Count((byte)'\n');
    }

    /// <summary>Path of the first null in valid JSON, or null where there is none.</summary>
    public static string? FindNull(ReadOnlySpan<byte> json)
    {
        var reader = Reader(json);
        var holders = new Stack<Holder>();
        var name = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                name = "." + reader.GetString();
            else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                holders.Pop();
            else if (Here(holders, name) is var here && reader.TokenType == JsonTokenType.Null)
                return here;
            else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                holders.Push(new Holder(here, reader.TokenType == JsonTokenType.StartArray));
        }

        return null;
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) =>
        new(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });

    private static string Here(Stack<Holder> holders, string name)
    {
        if (!holders.TryPeek(out var holder))
            return "$";
        return holder.Path + (holder.IsArray ? $"[{(holder.Next++).ToString(CultureInfo.InvariantCulture)}]" : name);
    }

    private static bool IsBeginning(string path, string here) =>
        path.StartsWith(here, StringComparison.Ordinal) && (path.Length == here.Length || path[here.Length] is '.' or '[');

    private sealed class Holder(string path, bool isArray)
    {
        public string Path => path;

        public bool IsArray => isArray;

        public int Next { get; set; }
    }
}
