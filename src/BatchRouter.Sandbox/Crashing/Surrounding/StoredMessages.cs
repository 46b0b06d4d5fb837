using BatchRouter.Jobs;
using BatchRouter.Rescuing;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>Finds the job again whose message was stored.</summary>
internal sealed class StoredMessages(World world) : IStoredMessages
{
    public BatchJob ReadAgain(ReadOnlyMemory<byte> body) =>
        world.Workload.Messages.First(message => message.Body.Bytes.Span.SequenceEqual(body.Span)).Body.Job
        ?? throw new InvalidOperationException("a message that is no job was stored as one");
}
