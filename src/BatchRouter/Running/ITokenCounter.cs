using BatchRouter.Jobs;
using BatchRouter.Routing;

namespace BatchRouter.Running;

/// <summary>Port: measures a prompt.</summary>
public interface ITokenCounter
{
    PromptSize Measure(BatchJob job);
}
