using System.Globalization;

namespace BatchRouter.Cli.Presenting;

/// <summary>Nano-USD for people and for JSON.</summary>
internal static class Usd
{
    public static decimal Of(long nanoUsd) => nanoUsd / 1_000_000_000m;

    /// <summary>A sum in a table; null, it is not known.</summary>
    public static string Short(decimal? usd) =>
        usd is { } known ? (known < 0 ? "-$" : "$") + Math.Abs(known).ToString("0.00####", CultureInfo.InvariantCulture) : "-";

    public static string Show(long nanoUsd) => "$" + Of(nanoUsd).ToString("0.000000###", CultureInfo.InvariantCulture);
}
