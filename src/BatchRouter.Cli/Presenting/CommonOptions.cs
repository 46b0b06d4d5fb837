using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BatchRouter.Postgres.Connecting;
using Npgsql;

namespace BatchRouter.Cli.Presenting;

/// <summary>Options that several commands share, spelt once.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "One JSON object on stdout (snake_case keys); everything else on stderr." };

    // No default value in these two: --help prints defaults, and theirs hold passwords.
    public static Option<string?> Postgres() => new("--postgres") { Description = "Npgsql connection string. Default: BATCHROUTER_POSTGRES." };

    public static Option<string?> RabbitMq() => new("--rabbitmq") { Description = "AMQP URI. Default: BATCHROUTER_RABBITMQ." };

    public static Option<FileInfo> Catalog() => new("--catalog")
    {
        Description = "The models and prices. Default: catalog.json.",
        DefaultValueFactory = _ => new FileInfo("catalog.json"),
    };

    public static Option<FileInfo> Policy() => new("--config")
    {
        Description = "Projects, tasks and rules. Default: batchrouter.json.",
        DefaultValueFactory = _ => new FileInfo("batchrouter.json"),
    };

    public static Option<bool> ExitWithStdin() => new("--exit-with-stdin") { Description = "Drain when stdin closes: for a parent that may be killed." };

    /// <summary>A whole number within limits.</summary>
    public static Option<int> Count(string name, string description, int @default, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} {least} to {most}, default {@default}.", DefaultValueFactory = _ => @default };
        option.Validators.Add(result => Within(result, name, least, most));
        return option;
    }

    /// <summary>A UTC day, or a time with its zone.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Moment(name, result),
    };

    /// <summary>From <c>--from</c>, or the beginning, to <c>--to</c>, or now.</summary>
    /// <exception cref="UsageException">It ends before it begins.</exception>
    public static (DateTimeOffset From, DateTimeOffset To) Period(ParseResult parsed, Option<DateTimeOffset?> from, Option<DateTimeOffset?> to)
    {
        var (since, until) = (parsed.GetValue(from) ?? DateTimeOffset.UnixEpoch, parsed.GetValue(to) ?? TimeProvider.System.GetUtcNow());
        return since < until ? (since, until) : throw new UsageException($"{from.Name} {since:O} is not before {to.Name} {until:O}");
    }

    /// <summary>What a command cannot do without: as given, or else from its environment variable.</summary>
    public static string Required(string? value, string option, string variable)
    {
        var found = string.IsNullOrEmpty(value) ? Environment.GetEnvironmentVariable(variable) : value;
        return string.IsNullOrEmpty(found) ? throw new InvalidDataException($"{option} is missing: give it, or set {variable}") : found;
    }

    /// <summary>Where jobs are published.</summary>
    /// <exception cref="InvalidDataException">Not there, or no AMQP URI; the value is not repeated, it may hold a password.</exception>
    public static Uri Broker(string? value)
    {
        var text = Required(value, "--rabbitmq", "BATCHROUTER_RABBITMQ");
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"
            ? uri
            : throw new InvalidDataException("--rabbitmq is no AMQP URI: one such as amqp://user:password@host:5672/vhost is wanted");
    }

    /// <summary>The database, opened for reports.</summary>
    /// <exception cref="InvalidDataException">Not there, or no Npgsql connection string.</exception>
    public static NpgsqlDataSource Database(string? value)
    {
        var text = Required(value, "--postgres", "BATCHROUTER_POSTGRES");
        try
        {
            return PostgresConnections.ForReading(text);
        }
        catch (ArgumentException)
        {
            throw new InvalidDataException("--postgres is no Npgsql connection string: one such as Host=…;Database=…;Username=…;Password=… is wanted");
        }
    }

    private static DateTimeOffset? Moment(string name, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return moment;
        result.AddError($"{name}: {text} is no time: a UTC day such as 2026-11-22, or a time with its zone such as 2026-11-22T20:00:00Z is wanted");
        return null;
    }

    private static void Within(OptionResult result, string name, int least, int most)
    {
        // A value that is no number at all is the parser's own error.
        if (result.Errors.Any() || result.Tokens.Count == 0 || !int.TryParse(result.Tokens[0].Value, out var value))
            return;
        if (value < least || value > most)
            result.AddError($"{name}: {value} is outside {least} to {most}");
    }
}
