namespace BatchRouter.Postgres.Grouping;

/// <summary>One record on its way to a group commit; whoever asked for it waits until the commit.</summary>
internal abstract class Write
{
    /// <summary>Two writes of one kind with the same key never ride in one group: the second waits for the next.</summary>
    public abstract object Key { get; }

    public abstract void Complete();

    public abstract void Fail(Exception fault);
}

/// <summary>A write whose statement finds out something about it.</summary>
internal abstract class Write<T> : Write
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    /// <summary>Set by the statement, told after the commit.</summary>
    public T Result { get; set; } = default!;

    public override void Complete() => _done.TrySetResult(Result);

    public override void Fail(Exception fault) => _done.TrySetException(fault);
}
