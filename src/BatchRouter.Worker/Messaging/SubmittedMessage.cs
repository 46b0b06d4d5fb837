namespace BatchRouter.Worker.Messaging;

/// <summary>What the bus binds a delivery to: nothing, since the message's bytes are read by <see cref="Submitting.SubmissionReader"/> alone.</summary>
public sealed record SubmittedMessage;
