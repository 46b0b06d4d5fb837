using BatchRouter.Sandbox.Crashing.Storing;

namespace BatchRouter.Cli.Simulating;

/// <summary>The faults that can be planted, as the command line spells them.</summary>
internal static class Breakages
{
    private static readonly Dictionary<string, Breakage> ByName = new()
    {
        ["check-then-add"] = Breakage.CheckThenAdd,
        ["settle-without-guard"] = Breakage.SettleWithoutGuard,
        ["void-on-timer"] = Breakage.VoidOnTimer,
        ["forget-claim"] = Breakage.ForgetClaim,
        ["sides-later"] = Breakage.SidesLater,
        ["forget-way-back"] = Breakage.ForgetWayBack,
        ["create-twice"] = Breakage.CreateTwice,
        ["close-without-missing"] = Breakage.CloseWithoutMissing,
        ["land-twice"] = Breakage.LandTwice,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static Breakage? Find(string name) => ByName.TryGetValue(name, out var breakage) ? breakage : null;
}
