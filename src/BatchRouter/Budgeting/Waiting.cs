namespace BatchRouter.Budgeting;

/// <summary>Who of those that wait for money of one budget may be woken. Pure.</summary>
public static class Waiting
{
    /// <param name="line">In the order of their latest safe start, those already woken included.</param>
    /// <param name="usableNanoUsd">The limit of the current window, less a reserve.</param>
    /// <param name="postedNanoUsd">Charged in it.</param>
    /// <param name="heldNanoUsd">Held in it.</param>
    /// <param name="staysWhenFull">Under the policy wait, one that cannot fit into this window stays for the next.</param>
    /// <returns>Those that could fit beside one another, and those that must be told that they never will. The first that only holds
    /// keep out ends the line: nobody behind it is woken.</returns>
    public static IReadOnlyList<Waiter> Wakeable(
        IReadOnlyList<Waiter> line, long usableNanoUsd, long postedNanoUsd, long heldNanoUsd, bool staysWhenFull)
    {
        var woken = new List<Waiter>();
        var room = usableNanoUsd - postedNanoUsd - heldNanoUsd;
        foreach (var waiter in line)
        {
            if (postedNanoUsd + waiter.AskedNanoUsd > usableNanoUsd)
            {
                if (!staysWhenFull)
                    woken.Add(waiter);
                continue;
            }

            if (waiter.AskedNanoUsd > room)
                break;
            room -= waiter.AskedNanoUsd;
            woken.Add(waiter);
        }

        return woken;
    }
}

/// <summary>A job that waits for money.</summary>
/// <param name="Key">The job.</param>
/// <param name="AskedNanoUsd">What it asked.</param>
/// <param name="IsTaken">Some worker has woken it already: it counts, and is not woken again.</param>
public readonly record struct Waiter(Jobs.JobKey Key, long AskedNanoUsd, bool IsTaken);
