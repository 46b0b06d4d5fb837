using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using BatchRouter.Contracts;
using BatchRouter.Jobs;

namespace BatchRouter.Worker.Submitting;

/// <summary>What is wrong with which field.</summary>
internal sealed record FieldFault(string Field, string Code, string Reason);

/// <summary>Reads fields one by one and remembers the first fault; after it every read gives a harmless default.</summary>
internal sealed class FieldReader
{
    public FieldFault? Fault { get; private set; }

    public void Refuse(string field, string code, string reason) => Fault ??= new FieldFault(Printable(field), code, reason);

    /// <summary>Walks an object: every key must be known and stand once.</summary>
    public void Walk(JsonElement element, string path, Func<string, JsonElement, string, bool> read)
    {
        if (!Is(element, JsonValueKind.Object, path, "an object"))
            return;
        var seen = new HashSet<string>();
        foreach (var property in element.EnumerateObject())
        {
            var name = KeyOf(property);
            var field = path == "$" ? name : $"{path}.{name}";
            if (!seen.Add(name))
                Refuse(field, RejectionCodes.DuplicateField, "stands twice; which one is meant?");
            else if (!read(name, property.Value, field))
                Refuse(field, RejectionCodes.UnknownField, "is not a field of the contract; check its spelling");
            if (Fault is not null)
                return;
        }
    }

    /// <summary>An id, a name or a label: printable, within its limit.</summary>
    /// <returns>Null where it is at fault: what breaks the rules goes nowhere.</returns>
    public string? Name(JsonElement element, string path, int longest)
    {
        var text = Text(element, path);
        if (Fault is null && text.Length == 0)
            Refuse(path, RejectionCodes.OutOfRange, "is empty; at least one character is wanted");
        Clean(text, path, longest);
        return Fault is null ? text : null;
    }

    /// <summary>A label's value: may be empty.</summary>
    public string Label(JsonElement element, string path, int longest)
    {
        var text = Text(element, path);
        Clean(text, path, longest);
        return text;
    }

    /// <summary>Any text: U+0000 and lone surrogates are valid.</summary>
    public string Text(JsonElement element, string path)
    {
        if (!Is(element, JsonValueKind.String, path, "a string"))
            return "";
        return Unquoted(element);
    }

    public Guid Uuid(JsonElement element, string path)
    {
        if (!Is(element, JsonValueKind.String, path, "a UUID"))
            return default;
        if (UuidOf(element) is { } id)
            return id;
        Refuse(path, RejectionCodes.WrongType, "a UUID such as 7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d is wanted");
        return default;
    }

    /// <summary>A string that is a UUID, however it is escaped; else null.</summary>
    public static Guid? UuidOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && Guid.TryParseExact(Unquoted(element), "D", out var id) ? id : null;

    public int Count(JsonElement element, string path, int least, int most)
    {
        if (!Is(element, JsonValueKind.Number, path, "a whole number"))
            return least;
        if (element.TryGetInt32(out var value) && value >= least && value <= most)
            return value;
        Refuse(path, RejectionCodes.OutOfRange, $"a whole number from {least} to {most} is wanted");
        return least;
    }

    public double Number(JsonElement element, string path, double least, double most)
    {
        if (!Is(element, JsonValueKind.Number, path, "a number"))
            return least;
        if (element.TryGetDouble(out var value) && value >= least && value <= most)
            return value;
        Refuse(path, RejectionCodes.OutOfRange, FormattableString.Invariant($"a number from {least} to {most} is wanted"));
        return least;
    }

    /// <summary>USD with at most nine decimals, as nano-USD.</summary>
    public long Usd(JsonElement element, string path)
    {
        if (!Is(element, JsonValueKind.Number, path, "a number"))
            return 0;
        if (!element.TryGetDecimal(out var usd) || usd is < 0 or > Limits.MaxCostUsd)
            Refuse(path, RejectionCodes.OutOfRange, $"0 to {Limits.MaxCostUsd} USD is wanted");
        else if (usd * 1_000_000_000m != decimal.Truncate(usd * 1_000_000_000m) || (usd == 0 && element.GetDouble() != 0))
            Refuse(path, RejectionCodes.OutOfRange, "at most nine decimals are wanted");
        return Fault is null ? (long)(usd * 1_000_000_000m) : 0;
    }

    public DateTimeOffset Time(JsonElement element, string path)
    {
        if (!Is(element, JsonValueKind.String, path, "a time"))
            return default;
        // Writers may escape the plus of a zone; an escape that is no whole character makes the framework's reader throw.
        var text = Text(element, path);
        var clock = text.IndexOf('T', StringComparison.Ordinal);
        var hasZone = clock > 0 && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > clock);
        if (hasZone && Ascii.IsValid(text) && element.TryGetDateTimeOffset(out var time))
            return time.ToUniversalTime();
        Refuse(path, RejectionCodes.WrongType, "an absolute time with its zone is wanted, such as 2026-11-22T20:00:00Z");
        return default;
    }

    public bool Is(JsonElement element, JsonValueKind kind, string path, string wanted)
    {
        if (element.ValueKind == kind && Fault is null)
            return true;
        Refuse(path, RejectionCodes.WrongType, $"{wanted} is wanted, {element.ValueKind} stands there");
        return false;
    }

    public IEnumerable<(JsonElement Item, string Path)> Items(JsonElement element, string path, int least, int most)
    {
        if (!Is(element, JsonValueKind.Array, path, "an array"))
            yield break;
        var length = element.GetArrayLength();
        if (length < least)
            Refuse(path, RejectionCodes.OutOfRange, $"at least {least} is wanted");
        else if (length > most)
            Refuse(path, RejectionCodes.TooMany, $"{length} stand there; the limit is {most}");
        for (var i = 0; i < length && Fault is null; i++)
            yield return (element[i], $"{path}[{i}]");
    }

    private static string Unquoted(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return raw.IndexOf((byte)'\\') < 0 ? element.GetString()! : JsonStrings.Unquote(Encoding.UTF8.GetString(raw));
    }

    /// <summary>A key as it was written, lone surrogates included.</summary>
    public static string KeyOf(JsonProperty property)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        return raw.IndexOf((byte)'\\') < 0 ? property.Name : JsonStrings.Unquote($"\"{Encoding.UTF8.GetString(raw)}\"");
    }

    /// <summary>A key that the producer chose.</summary>
    public void CheckKey(string key, string path, int longest)
    {
        if (key.Length == 0)
            Refuse(path, RejectionCodes.OutOfRange, "an empty key stands there");
        Clean(key, path, longest);
    }

    // A path holds keys as the producer wrote them: of any length, with any character.
    private static string Printable(string field)
    {
        const int Longest = 200;
        var text = new StringBuilder(Math.Min(field.Length, Longest));
        for (var i = 0; i < field.Length && text.Length < Longest; i++)
            if (char.IsSurrogatePair(field, i))
                text.Append(field[i]).Append(field[++i]);
            else
                text.Append(char.IsControl(field[i]) || char.IsSurrogate(field[i]) ? '\uFFFD' : field[i]);
        return text.ToString();
    }

    private void Clean(string text, string path, int longest)
    {
        if (text.Length > longest)
            Refuse(path, RejectionCodes.TooLong, $"{text.Length} characters; the limit is {longest}");
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsControl(text[i]) || char.IsSurrogate(text[i]))
                Refuse(path, RejectionCodes.InvalidText, $"holds U+{(int)text[i]:X4}; control characters and lone surrogates are refused in ids, names and labels");
        }
    }
}
