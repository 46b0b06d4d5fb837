using BatchRouter.Catalog;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing;

/// <summary>What every job came to, and what was charged for it.</summary>
internal sealed class TraceTally(IReadOnlyList<TraceJob> jobs, TraceWeather weather)
{
    private readonly bool[] _answered = new bool[jobs.Count];

    /// <summary>Jobs by the lane of their answer.</summary>
    public int InBatch { get; private set; }

    public int InSync { get; private set; }

    public int Answered => InBatch + InSync;

    /// <summary>Answered after the deadline, with some provider at work throughout the job's window.</summary>
    public int Missed { get; private set; }

    /// <summary>The same, of jobs in whose window every provider was out for a time.</summary>
    public int MissedInBlackout { get; private set; }

    public int SeenBlackout { get; private set; }

    /// <summary>Rows charged, by lane.</summary>
    public long BatchCharges { get; private set; }

    public long SyncCharges { get; private set; }

    /// <summary>Rows charged for a job that has its answer from elsewhere.</summary>
    public long ChargedTwice { get; private set; }

    public int Shipments { get; set; }

    public void Charge(Lane lane)
    {
        if (lane == Lane.Batch)
            BatchCharges++;
        else
            SyncCharges++;
    }

    public void ChargeTwice()
    {
        BatchCharges++;
        ChargedTwice++;
    }

    /// <exception cref="InvalidOperationException">It has an answer: the simulator is at fault.</exception>
    public void Answer(TraceJob job, Lane lane, DateTimeOffset at)
    {
        if (_answered[job.Number])
            throw new InvalidOperationException($"job {job.Number} is answered twice");
        _answered[job.Number] = true;
        if (lane == Lane.Batch)
            InBatch++;
        else
            InSync++;
        var isDark = weather.WasDark(job.ArrivedAt, job.Deadline);
        SeenBlackout += isDark ? 1 : 0;
        if (at <= job.Deadline)
            return;
        if (isDark)
            MissedInBlackout++;
        else
            Missed++;
    }
}
