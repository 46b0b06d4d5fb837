using System.Collections.Concurrent;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>What a port's method gives back, where its worker may die meanwhile.</summary>
internal abstract class Returns
{
    private static readonly ConcurrentDictionary<Type, Returns> Known = new();

    public static Returns Of(Type type) => Known.GetOrAdd(type, Create);

    /// <summary>A task that never ends; a call that gives no task back cannot but throw.</summary>
    public abstract object Never();

    /// <summary>The task or the sequence, unless its asker dies when it has ended.</summary>
    public abstract object After(object returned, Func<bool> dies);

    private static Returns Create(Type type)
    {
        if (type == typeof(Task))
            return new Nothing();
        if (!type.IsGenericType)
            return new AtOnce();
        var generic = type.GetGenericTypeDefinition();
        return generic == typeof(Task<>) ? (Returns)Activator.CreateInstance(typeof(Later<>).MakeGenericType(type.GetGenericArguments()))!
            : generic == typeof(IAsyncEnumerable<>) ? (Returns)Activator.CreateInstance(typeof(OneByOne<>).MakeGenericType(type.GetGenericArguments()))!
            : new AtOnce();
    }

    private sealed class AtOnce : Returns
    {
        public override object Never() => throw new WorkerDiedException();

        public override object After(object returned, Func<bool> dies) => dies() ? throw new WorkerDiedException() : returned;
    }

    private sealed class Nothing : Returns
    {
        public override object Never() => new TaskCompletionSource().Task;

        public override object After(object returned, Func<bool> dies) => AfterAsync((Task)returned, dies);

        private async Task AfterAsync(Task task, Func<bool> dies)
        {
            await task;
            if (dies())
                await (Task)Never();
        }
    }

    private sealed class Later<T> : Returns
    {
        public override object Never() => new TaskCompletionSource<T>().Task;

        public override object After(object returned, Func<bool> dies) => AfterAsync((Task<T>)returned, dies);

        private async Task<T> AfterAsync(Task<T> task, Func<bool> dies)
        {
            var result = await task;
            return dies() ? await (Task<T>)Never() : result;
        }
    }

    private sealed class OneByOne<T> : Returns
    {
        public override object Never() => AfterAsync(null, () => true);

        public override object After(object returned, Func<bool> dies) => AfterAsync((IAsyncEnumerable<T>)returned, dies);

        private static async IAsyncEnumerable<T> AfterAsync(IAsyncEnumerable<T>? sequence, Func<bool> dies)
        {
            if (sequence is not null)
                await foreach (var item in sequence)
                    yield return item;
            if (dies())
                await new TaskCompletionSource().Task;
        }
    }
}
