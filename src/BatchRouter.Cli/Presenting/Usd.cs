using System.Globalization;

namespace BatchRouter.Cli.Presenting;

/// <summary>Nano-USD for people and for JSON.</summary>
internal static class Usd
{
    public static decimal Of(long nanoUsd) => nanoUsd / 1_000_000_000m;

    public static string Show(long nanoUsd) => "$" + Of(nanoUsd).ToString("0.000000###", CultureInfo.InvariantCulture);
}
