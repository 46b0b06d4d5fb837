namespace BatchRouter.Sandbox.Servers;

/// <summary>No pair of servers could be had; the message says why and what would help, in words for the person at the terminal.</summary>
public sealed class ServersUnavailableException : Exception
{
    public ServersUnavailableException(string message)
        : base(message)
    {
    }

    public ServersUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
