namespace BatchRouter.Routing.Planning;

/// <summary>
/// Looks for the best of all cascades over a ladder (dearer is better). Exact, and of order n squared instead of n cubed: what a first and a
/// second step leave to be reached falls as the second gets better, so the least third step only moves down. A first step is left out where
/// the best that can follow any step would not do after it.
/// </summary>
internal ref struct CascadeSearch(ReadOnlySpan<Candidate> ladder, Judge judge, double wanted, TimeSpan slack, int steps)
{
    private readonly ReadOnlySpan<Candidate> _ladder = ladder;
    private readonly double _bestTail = BestTail(ladder, judge);
    private (int First, int Second, int Third) _found;
    private double _quality;
    private long _cost;

    /// <summary>The cheapest that reaches the quality in time, or null.</summary>
    public Candidate[]? Cheapest()
    {
        _cost = long.MaxValue;
        for (var i = 0; i < _ladder.Length && _ladder[i].CostNanoUsd < _cost; i++)
            if (_ladder[i].Quality >= wanted)
                Take(i, -1, -1, _ladder[i].Quality, _ladder[i].CostNanoUsd);
        for (var i = 0; steps > 1 && i < _ladder.Length - 1 && _ladder[i].CostNanoUsd < _cost; i++)
            LookFrom(i);
        return _cost == long.MaxValue ? null : Found();
    }

    /// <summary>The one of the highest quality in time, the cheaper of two equals.</summary>
    public Candidate[] Best()
    {
        var last = _ladder.Length - 1;
        (_quality, _cost) = (-1, long.MaxValue);
        Take(last, -1, -1, _ladder[last].Quality, _ladder[last].CostNanoUsd);
        for (var i = 0; steps > 1 && i < last; i++)
        {
            var first = new Step(_ladder[i], judge, new Reached(1, 0, 0));
            for (var j = i + 1; j <= last && first.MayReach(_quality, _bestTail); j++)
            {
                TakeIfBetter(i, j, -1, first);
                var second = new Step(_ladder[j], judge, first.After);
                // The better third step is the later one: the first of them that is in time.
                for (var k = last; steps > 2 && k > j && second.QualityWith(_ladder[k]) >= _quality; k--)
                    if (TakeIfBetter(j, k, i, second))
                        break;
            }
        }

        return Found();
    }

    private void LookFrom(int i)
    {
        var first = new Step(_ladder[i], judge, new Reached(1, 0, 0));
        var least = _ladder.Length;
        for (var j = i + 1; j < _ladder.Length && first.MayReach(wanted, _bestTail); j++)
        {
            var cost = first.CostWith(_ladder[j]);
            if (cost > _cost - 1)
                return;
            var time = _ladder[i].TimeP99 + _ladder[j].TimeP99;
            if (time > slack)
                continue;
            if (first.QualityWith(_ladder[j]) is var two && two >= wanted)
                Take(i, j, -1, two, (long)Math.Ceiling(cost));
            if (steps < 3)
                continue;
            var second = new Step(_ladder[j], judge, first.After);
            while (least - 1 > j && second.QualityWith(_ladder[least - 1]) >= wanted)
                least--;
            for (var k = Math.Max(least, j + 1); k < _ladder.Length && second.CostWith(_ladder[k]) is var three && three <= _cost - 1; k++)
                if (time + _ladder[k].TimeP99 <= slack && second.QualityWith(_ladder[k]) is var quality && quality >= wanted)
                {
                    Take(i, j, k, quality, (long)Math.Ceiling(three));
                    break;
                }
        }
    }

    // What one or two steps come to at best: the last one alone, or any of them before it.
    private static double BestTail(ReadOnlySpan<Candidate> ladder, Judge judge)
    {
        var best = ladder[^1].Quality;
        foreach (var candidate in ladder)
            best = Math.Max(best, new Step(candidate, judge, new Reached(1, 0, 0)).QualityWith(ladder[^1]));
        return best;
    }

    // True where the plan is in time, whether it was better or not.
    private bool TakeIfBetter(int before, int last, int earliest, in Step step)
    {
        var time = _ladder[before].TimeP99 + _ladder[last].TimeP99 + (earliest < 0 ? TimeSpan.Zero : _ladder[earliest].TimeP99);
        if (time > slack)
            return false;
        var (quality, cost) = (step.QualityWith(_ladder[last]), (long)Math.Ceiling(step.CostWith(_ladder[last])));
        if (quality > _quality || (quality == _quality && cost < _cost))
            Take(earliest < 0 ? before : earliest, earliest < 0 ? last : before, earliest < 0 ? -1 : last, quality, cost);
        return true;
    }

    private void Take(int first, int second, int third, double quality, long cost) =>
        (_found, _quality, _cost) = ((first, second, third), quality, cost);

    private readonly Candidate[] Found() => _found switch
    {
        (var first, -1, _) => [_ladder[first]],
        (var first, var second, -1) => [_ladder[first], _ladder[second]],
        var (first, second, third) => [_ladder[first], _ladder[second], _ladder[third]],
    };

    // What steps so far come to: how often the next is reached, and the quality and cost up to here.
    private readonly record struct Reached(double Share, double Quality, double Cost);

    // One step that is not the last; sums in the order of CascadePlanner.Expected, so that both give the same number.
    private readonly struct Step
    {
        public Step(Candidate candidate, Judge judge, Reached before) => After = new Reached(
            before.Share * (1 - (candidate.Quality * judge.AcceptsRight + (1 - candidate.Quality) * judge.AcceptsWrong)),
            before.Quality + before.Share * candidate.Quality * judge.AcceptsRight,
            before.Cost + before.Share * candidate.CostNanoUsd);

        public Reached After { get; }

        public double QualityWith(Candidate last) => After.Quality + After.Share * last.Quality;

        // With a hair of room: the same sum in another order may differ by its last bit.
        public bool MayReach(double quality, double bestTail) => After.Quality + After.Share * bestTail >= quality - 1e-12;

        public double CostWith(Candidate last) => After.Cost + After.Share * last.CostNanoUsd;
    }
}
