using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Calling;
using BatchRouter.Routing;
using BatchRouter.Running;
using Microsoft.Extensions.Time.Testing;

namespace BatchRouter.Tests.Providers;

/// <summary>Pipelines without a client in them.</summary>
internal static class PipelineCalls
{
    public static ModelPipeline Of(CatalogModel model, PipelineOptions options, TimeProvider? clock = null, SharedRates? rates = null) =>
        new(model, rates ?? new SharedRates(), options, clock ?? new FakeTimeProvider(Some.Noon));

    public static ValueTask<CallResult> ExecuteAsync(
        this ModelPipeline pipeline, Lane lane, Urgency urgency, TimeSpan limit, Func<CancellationToken, ValueTask<CallResult>> send, long tokens = 10) =>
        pipeline.ExecuteAsync(
            new ModelCall(Guid.NewGuid(), Some.Job() with { Urgency = urgency }, new Offer(Some.Weak, lane, Some.Weak.Prices[0]), 10, limit) { Tokens = tokens },
            send, CallingStage.Stop);
}
