using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using BatchRouter.Sandbox.Crashing.Scheduling;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>
/// Stands before a port. Its worker may die before and after every call; a dead worker's calls reach nobody and never return.
/// </summary>
[SuppressMessage("Performance", "CA1852", Justification = "The framework derives from it.")]
internal class PortProxy : DispatchProxy
{
    private object _port = null!;
    private IMortal _owner = null!;

    public static T Before<T>(T port, IMortal owner) where T : class
    {
        var proxy = Create<T, PortProxy>();
        ((PortProxy)(object)proxy)._port = port;
        ((PortProxy)(object)proxy)._owner = owner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        var point = CrashPoints.Before(method);
        _owner.CheckThread(method);
        if (_owner.IsDead || _owner.DiesAt(point))
            return Returns.Of(method.ReturnType).Never();
        var returned = method.Invoke(_port, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (returned is not null)
            return Returns.Of(method.ReturnType).After(returned, () => _owner.DiesAt(point + 1));
        return _owner.DiesAt(point + 1) ? throw new WorkerDiedException() : null;
    }
}

/// <summary>Whose calls they are.</summary>
internal interface IMortal
{
    bool IsDead { get; }

    /// <summary>Dies now, if its time has come.</summary>
    bool DiesAt(int point);

    /// <exception cref="EscapedException">The call comes from outside the scheduler.</exception>
    void CheckThread(MethodInfo method);
}

/// <summary>The worker is no more: nothing that its code still does reaches anybody.</summary>
internal sealed class WorkerDiedException() : Exception("the worker died in this call");
