namespace BatchRouter.Running;

/// <summary>
/// A run met a surprise after its job was opened. The job's row is durable and still under <see cref="Lease"/>: whoever catches this
/// gives the lease up, so that the rescuer takes the job up, counted, while the worker lives on.
/// </summary>
public sealed class BrokenRunException(Lease lease, Exception surprise) : Exception($"the run of job {lease.Key} broke off", surprise)
{
    public Lease Lease { get; } = lease;
}
