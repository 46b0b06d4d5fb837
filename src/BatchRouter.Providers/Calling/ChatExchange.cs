using System.ClientModel;
using System.Diagnostics.CodeAnalysis;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Calling;

/// <summary>One request and its response through a chat client, and the name of what came of it. The network below may be a <see cref="WireTape"/>.</summary>
internal sealed class ChatExchange(IProviderAdapter adapter, IChatClient client, TimeProvider clock)
{
    private static readonly List<ChatMessage> NoQuestion = [new(ChatRole.User, "-")];

    /// <summary>
    /// Sends a job; <paramref name="trace"/> is filled. <paramref name="token"/> ends the sending, which then timed out;
    /// <paramref name="stop"/> ends us, and is the only thing that is thrown for.
    /// </summary>
    public ValueTask<CallResult> CallAsync(
        BatchJob job, CatalogModel model, Lane lane, int maxOutputTokens, WireTrace trace, CancellationToken token, CancellationToken stop) => ExchangeAsync(() =>
        {
            var (messages, mark) = ChatRequest.Messages(job);
            SurrogateMarks.RequestMark.Value = mark;
            var options = ChatRequest.Options(job, maxOutputTokens);
            adapter.Prepare(options, model, lane);
            return client.GetResponseAsync(messages, options, token);
        }, trace, token, stop);

    /// <summary>Reads a response that was recorded, as if it came now.</summary>
    public async ValueTask<CallResult> ReadAsync(WireTape recorded, CancellationToken stop)
    {
        WireTape.Current = recorded;
        SurrogateMarks.RequestMark.Value = '\0';
        return await ExchangeAsync(
            () => client.GetResponseAsync(NoQuestion, new ChatOptions { MaxOutputTokens = 1 }, stop), new WireTrace { AttemptId = Guid.Empty }, stop, stop);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a provider or its client library throws is a named failure of the call; the trace says which.")]
    private async ValueTask<CallResult> ExchangeAsync(Func<Task<ChatResponse>> send, WireTrace trace, CancellationToken token, CancellationToken stop)
    {
        var started = new CallTime(clock);
        WireTrace.Current = trace;
        try
        {
            var response = await send();
            return new CallResult.Replied(
                ChatReply.Answer(response, adapter.MeanLogProbability(response), trace.Mark), ChatReply.Usage(response, adapter.CacheWriteTokens(response)))
            {
                Elapsed = started.Elapsed,
                ProviderRequestId = trace.RequestId ?? response.ResponseId,
                Headroom = trace.Headroom,
            };
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (Exception fault)
        {
            return Failed(trace, token.IsCancellationRequested, fault, started.Elapsed);
        }
        finally
        {
            WireTrace.Current = null;
        }
    }

    public static CallResult.Failed Failed(WireTrace trace, bool wasCancelled, Exception? fault, TimeSpan elapsed) => new(
        FailureTable.KindOf(trace, wasCancelled, fault),
        ChargeTable.MayBeCharged(trace),
        FailureTable.Detail(trace, fault is ClientResultException ? null : fault),
        trace.RetryAfter)
    {
        Elapsed = elapsed,
        ProviderRequestId = trace.RequestId,
        Headroom = trace.Headroom,
    };
}
