using BatchRouter.Running;

namespace BatchRouter.Budgeting;

/// <summary>What an attempt asks of the accounts it falls under.</summary>
/// <param name="HoldNanoUsd">The most it can cost: asked of hard accounts.</param>
/// <param name="SoftHoldNanoUsd">What nine in ten like it cost: asked of soft ones.</param>
/// <param name="IsArrival">A new job: it stands behind those that wait already.</param>
public readonly record struct Ask(long HoldNanoUsd, long SoftHoldNanoUsd, bool IsArrival)
{
    /// <summary>What a purchase asks: its hold, and beside it, of hard accounts, the way back.</summary>
    public static Ask Of(Move.Buy buy)
    {
        var candidate = buy.Attempt.Candidate;
        return new Ask(candidate.HoldNanoUsd + buy.WayBackNanoUsd, candidate.SoftHoldNanoUsd, buy.IsArrival);
    }

    public long Of(Account account) => account.IsSoft ? SoftHoldNanoUsd : HoldNanoUsd;
}
