using System.Collections.Concurrent;

namespace BatchRouter.Providers.Schemas;

/// <summary>Parsed schemas by their text. Bounded: a full cache is emptied, since tasks have few schemas and attackers have many.</summary>
internal sealed class SchemaCache(Func<string, ParsedSchema> parse)
{
    public const int MaxEntries = 256;

    private readonly ConcurrentDictionary<string, ParsedSchema> _parsed = new(StringComparer.Ordinal);

    public int Count => _parsed.Count;

    public ParsedSchema Get(string jsonSchema)
    {
        if (_parsed.TryGetValue(jsonSchema, out var known))
            return known;
        var parsed = parse(jsonSchema);
        // An oversized text is refused by its length alone: not worth holding in memory.
        if (jsonSchema.Length > SchemaText.MaxChars)
            return parsed;
        if (_parsed.Count >= MaxEntries)
            _parsed.Clear();
        return _parsed.GetOrAdd(jsonSchema, parsed);
    }
}
