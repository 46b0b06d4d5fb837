namespace BatchRouter.Worker.Messaging;

/// <summary>No JobId can be read: the bus moves the message to the queue's error queue.</summary>
public sealed class UnreadableMessageException(string reason) : Exception($"not a job: {reason}");
