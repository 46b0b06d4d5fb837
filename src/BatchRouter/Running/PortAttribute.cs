namespace BatchRouter.Running;

/// <summary>
/// Marks an interface as a port: everything behind it is the world, which may fail, be slow, or outlive a worker. The crash simulator
/// finds them by this, and lets workers die before and after every call.
/// </summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class PortAttribute : Attribute;
