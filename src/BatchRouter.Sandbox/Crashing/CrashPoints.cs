using System.Reflection;
using BatchRouter.Running;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>All moments at which a worker may die: before and after every call of every port of the domain.</summary>
internal static class CrashPoints
{
    public static IReadOnlyList<Type> Ports { get; } = typeof(PortAttribute).Assembly.GetExportedTypes()
        .Where(type => type.IsInterface && type.GetCustomAttribute<PortAttribute>() is not null)
        .OrderBy(type => type.Name, StringComparer.Ordinal).ToList();

    /// <summary>As they stand in reports: <c>IJobStore.OpenAsync before</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = Ports
        .SelectMany(port => port.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal))
        .SelectMany(method => new[] { $"{Name(method)} before", $"{Name(method)} after" })
        .ToList();

    private static readonly Dictionary<MethodInfo, int> Numbers = Ports
        .SelectMany(port => port.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal))
        .Select((method, index) => (method, index)).ToDictionary(pair => pair.method, pair => 2 * pair.index);

    /// <summary>The number of the moment before a call; the next one is the moment after it.</summary>
    public static int Before(MethodInfo method) => Numbers[method];

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name.Replace("get_", "", StringComparison.Ordinal)}";
}
