using System.Collections.Concurrent;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>What a port's method gives back, where its worker may die meanwhile.</summary>
internal abstract class Returns
{
    private static readonly ConcurrentDictionary<Type, Returns> Known = new();

    public static Returns Of(Type type) => Known.GetOrAdd(type, Create);

    /// <summary>A task that never ends; a call that gives no task back cannot but throw.</summary>
    public abstract object Never();

    /// <summary>The task, unless its asker dies when it has ended.</summary>
    public abstract Task After(Task task, Func<bool> dies);

    private static Returns Create(Type type)
    {
        if (type == typeof(Task))
            return new Nothing();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)
            ? (Returns)Activator.CreateInstance(typeof(Later<>).MakeGenericType(type.GetGenericArguments()))!
            : new AtOnce();
    }

    private sealed class AtOnce : Returns
    {
        public override object Never() => throw new WorkerDiedException();

        public override Task After(Task task, Func<bool> dies) => throw new NotSupportedException();
    }

    private sealed class Nothing : Returns
    {
        public override object Never() => new TaskCompletionSource().Task;

        public override async Task After(Task task, Func<bool> dies)
        {
            await task;
            if (dies())
                await (Task)Never();
        }
    }

    private sealed class Later<T> : Returns
    {
        public override object Never() => new TaskCompletionSource<T>().Task;

        public override Task After(Task task, Func<bool> dies) => AfterAsync((Task<T>)task, dies);

        private async Task<T> AfterAsync(Task<T> task, Func<bool> dies)
        {
            var result = await task;
            return dies() ? await (Task<T>)Never() : result;
        }
    }
}
