using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BatchRouter.Budgeting;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Budgeting;

/// <summary>The options that budgets are named by.</summary>
internal static class BudgetOptions
{
    public static Argument<BudgetScope> Scope() => new("scope")
    {
        Description = "all, team:NAME, project:NAME, model:NAME or label:KEY=VALUE.",
        CustomParser = result =>
        {
            if (!BudgetScope.TryParse(result.Tokens[0].Value, out var scope, out var error))
                result.AddError(error!);
            return scope;
        },
    };

    public static Option<BudgetWindow> Window() => new("--window")
    {
        Description = "hour, day, week, month or total. Default: month.",
        DefaultValueFactory = _ => BudgetWindow.Month,
    };

    /// <summary>An amount in USD, read exactly to the nano-dollar.</summary>
    public static Option<long> Money(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Read(result, name),
    };

    public static Option<long?> MoneyOrNone(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Read(result, name),
    };

    public static TimeZoneInfo Zone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
        ? zone
        : throw new UsageException($"--time-zone: '{id}' is no time zone of this machine; an IANA name such as Europe/Berlin is wanted");

    private static long Read(ArgumentResult result, string name)
    {
        if (decimal.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd)
            && usd <= 1_000_000_000 && decimal.Round(usd, 9) == usd)
            return (long)(usd * 1_000_000_000m);
        result.AddError($"{name}: '{result.Tokens[0].Value}' is no amount; USD such as 12.50 is wanted, with at most nine decimals, up to a billion");
        return 0;
    }
}
