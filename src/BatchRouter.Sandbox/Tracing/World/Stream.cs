namespace BatchRouter.Sandbox.Tracing.World;

/// <summary>What a draw of a trace is for: each has a stream of its own, so that every policy meets the same world.</summary>
internal enum Stream : ulong
{
    Jobs = 1,
    Weather,
    Work,
    Row,
    Cancel,
    Call,
    Look,
}
