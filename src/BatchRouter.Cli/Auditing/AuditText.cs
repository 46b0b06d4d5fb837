using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Auditing;

namespace BatchRouter.Cli.Auditing;

/// <summary>An audit for people.</summary>
internal static class AuditText
{
    public static void Show(Screen screen, AuditResult result)
    {
        foreach (var line in Lines(result.Checks))
            screen.Say(line);
        screen.Say(Verdict(result.Checks));
    }

    public static string Verdict(IReadOnlyList<CheckResult> checks) => checks.Sum(check => check.Count) switch
    {
        0 => $"clean: {checks.Count(check => check.Skipped is null)} checks hold",
        var count => string.Create(CultureInfo.InvariantCulture, $"NOT CLEAN: {count} differences"),
    };

    public static IEnumerable<string> Lines(IReadOnlyList<CheckResult> checks)
    {
        foreach (var check in checks)
        {
            yield return check switch
            {
                { Skipped: { } why } => $"not checked  {check.Name}: {why}",
                { Count: 0 } => $"holds        {check.Name}: {check.Holds}",
                _ => string.Create(CultureInfo.InvariantCulture, $"BROKEN       {check.Name}: {check.Holds}; {check.Count} differences"),
            };
            foreach (var difference in check.Differences)
                yield return "  " + Line(difference);
            if (check.Count > check.Differences.Count)
                yield return string.Create(CultureInfo.InvariantCulture, $"  and {check.Count - check.Differences.Count} more");
        }
    }

    private static string Line(AuditDifference difference) => string.Create(CultureInfo.InvariantCulture, $"{difference.RowName}: {difference.What}")
        + (difference.Expected, difference.Found) switch
        {
            ({ } expected, { } found) => string.Create(CultureInfo.InvariantCulture, $" {found}, where the rows say {expected}"),
            (null, { } found) => string.Create(CultureInfo.InvariantCulture, $" {found}"),
            ({ } expected, null) => string.Create(CultureInfo.InvariantCulture, $" is missing, where the rows say {expected}"),
            _ => "",
        };
}
