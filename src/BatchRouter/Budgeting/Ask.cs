namespace BatchRouter.Budgeting;

/// <summary>What an attempt asks of the accounts it falls under.</summary>
/// <param name="HoldNanoUsd">The most it can cost: asked of hard accounts.</param>
/// <param name="SoftHoldNanoUsd">What nine in ten like it cost: asked of soft ones.</param>
/// <param name="IsArrival">A new job: it stands behind those that wait already.</param>
public readonly record struct Ask(long HoldNanoUsd, long SoftHoldNanoUsd, bool IsArrival)
{
    public long Of(Account account) => account.IsSoft ? SoftHoldNanoUsd : HoldNanoUsd;
}
