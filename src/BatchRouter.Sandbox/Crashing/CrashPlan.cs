using BatchRouter.Sandbox.Crashing.Scheduling;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>When workers die in one seed: at some chosen points at their n-th call, and anywhere now and then.</summary>
internal sealed class CrashPlan
{
    private const int ChosenPoints = 14;

    private readonly Dice _dice;
    private readonly double _anywhere;
    private readonly Dictionary<int, int> _callsUntil = [];

    public CrashPlan(ulong seed, Dice dice)
    {
        _dice = dice;
        _anywhere = dice.Pick([0, 0.02, 0.1]);
        for (var i = 0; i < ChosenPoints; i++)
            // One after the other over the seeds, so that none is left out; the calls of rare ports are few.
            _callsUntil[(int)((seed * ChosenPoints + (ulong)i) % (ulong)CrashPoints.Names.Count)] = (int)dice.Logarithmic(1, i % 2 == 0 ? 2 : 30);
    }

    /// <summary>How often a worker died, by point.</summary>
    public int[] Crashes { get; } = new int[CrashPoints.Names.Count];

    /// <summary>No more deaths from here on.</summary>
    public bool IsOver { get; set; }

    public bool Hits(int point)
    {
        if (IsOver)
            return false;
        var isChosen = false;
        if (_callsUntil.TryGetValue(point, out var left))
        {
            _callsUntil[point] = left - 1;
            isChosen = left == 1;
        }

        if (!isChosen && !_dice.Percent(_anywhere))
            return false;
        Crashes[point]++;
        return true;
    }
}
