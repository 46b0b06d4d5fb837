using BatchRouter.Providers.Wire;

namespace BatchRouter.Providers.Calling;

/// <summary>What a provider may have charged for, by what was seen on the wire. The same for every provider until one documents otherwise.</summary>
/// <remarks>
/// | seen                                             | charged     |
/// | never connected                                  | no          |
/// | a complete error response                        | no          |
/// | sent, and no response or half of one             | unknown     |
/// | a complete success that nobody can read          | unknown     |
/// </remarks>
internal static class ChargeTable
{
    public static bool MayBeCharged(WireTrace trace)
    {
        if (!trace.WasSent)
            return false;
        return !(trace.IsComplete && trace.Status >= 400);
    }
}
