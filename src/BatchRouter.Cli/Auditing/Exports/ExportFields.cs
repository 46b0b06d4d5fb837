using System.Globalization;

namespace BatchRouter.Cli.Auditing.Exports;

/// <summary>
/// What the fields of an export are called: by OpenAI's usage and costs API and console, by Anthropic's usage and cost report and console,
/// and in a list of requests. Names that are not here are passed over.
/// </summary>
internal static class ExportFields
{
    private static readonly string[] From = ["start_time", "start_time_iso", "starting_at", "usage_date_utc", "date", "at", "created_at"];
    private static readonly string[] To = ["end_time", "end_time_iso", "ending_at"];
    private static readonly string[] Model = ["model", "model_version"];
    private static readonly string[] Requests = ["num_model_requests", "num_requests"];

    // OpenAI counts cached tokens as input; Anthropic counts them beside it.
    private static readonly string[] WholeInput = ["input_tokens"];
    private static readonly string[] UncachedInput = ["uncached_input_tokens", "usage_input_tokens_no_cache"];
    private static readonly string[] Cached = ["input_cached_tokens", "cached_input_tokens", "cache_read_input_tokens", "usage_input_tokens_cache_read"];
    private static readonly string[] CacheWrites =
    [
        "cache_creation_input_tokens", "cache_creation.ephemeral_5m_input_tokens", "cache_creation.ephemeral_1h_input_tokens",
        "usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h",
    ];

    private static readonly string[] Output = ["output_tokens", "usage_output_tokens"];
    private static readonly string[] Usd = ["amount.value", "amount_value", "cost_usd", "amount_usd"];

    /// <exception cref="InvalidDataException">A number or a time cannot be read; the message names the place.</exception>
    public static ExportLine Line(IReadOnlyDictionary<string, string> fields, string at)
    {
        var (cached, writes, uncached) = (Whole(fields, Cached, at), Sum(fields, CacheWrites, at), Whole(fields, UncachedInput, at));
        return new ExportLine
        {
            Time = Time(fields, at),
            Model = Text(fields, Model) ?? ModelOf(Text(fields, ["line_item"])),
            Requests = Whole(fields, Requests, at),
            Input = uncached is null ? Whole(fields, WholeInput, at) : uncached + (cached ?? 0) + (writes ?? 0),
            CachedInput = cached,
            CacheWrite = writes,
            Output = Whole(fields, Output, at),
            Usd = Money(fields, at),
            RequestId = Text(fields, ["request_id"]),
            AttemptId = Text(fields, ["client_request_id", "attempt_id"]) is { } id && Guid.TryParse(id, out var attempt) ? attempt : null,
        };
    }

    // "gpt-4.1-mini-2025-04-14, input"
    private static string? ModelOf(string? lineItem) => lineItem?.Split(',')[0].Trim();

    private static decimal? Money(IReadOnlyDictionary<string, string> fields, string at)
    {
        if (Text(fields, ["amount_nano_usd"]) is { } nano)
            return Number(nano, at) / 1_000_000_000m;
        if (Text(fields, Usd) is { } usd)
            return Currency(fields, at, Number(usd, at), "amount.currency", "amount_currency");
        // Anthropic: a decimal string in cents.
        return Text(fields, ["amount"]) is { } cents ? Currency(fields, at, Number(cents, at) / 100m, "currency") : null;
    }

    private static decimal Currency(IReadOnlyDictionary<string, string> fields, string at, decimal amount, params string[] names) =>
        Text(fields, names) is { } currency && !currency.Equals("usd", StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidDataException($"{at}: the currency is {currency}, only USD can be compared")
            : amount;

    private static Span? Time(IReadOnlyDictionary<string, string> fields, string at)
    {
        if (Text(fields, From) is not { } start)
            return null;
        var from = Moment(start, at);
        // A day without an end is that day; a request's moment is a moment.
        return new Span(from, Text(fields, To) is { } end ? Moment(end, at) : start.Length == 10 && start[4] == '-' ? from.AddDays(1) : from);
    }

    private static DateTime Moment(string text, string at)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcDateTime
            : throw new InvalidDataException($"{at}: '{text}' is no time");
    }

    private static long? Sum(IReadOnlyDictionary<string, string> fields, string[] names, string at)
    {
        var found = names.Select(name => Whole(fields, [name], at)).Where(value => value is not null).ToList();
        return found.Count == 0 ? null : found.Sum();
    }

    private static long? Whole(IReadOnlyDictionary<string, string> fields, string[] names, string at) =>
        Text(fields, names) is not { } text ? null
        : Number(text, at) is var number && number == decimal.Truncate(number) && number >= 0 ? (long)number
        : throw new InvalidDataException($"{at}: '{text}' is no count");

    private static decimal Number(string text, string at) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"{at}: '{text}' is no number");

    private static string? Text(IReadOnlyDictionary<string, string> fields, string[] names)
    {
        foreach (var name in names)
            if (fields.TryGetValue(name, out var text) && text.Length > 0)
                return text;
        return null;
    }
}
