using BatchRouter.Jobs;
using BatchRouter.Routing;

namespace BatchRouter.Running;

/// <summary>Port: measures a prompt.</summary>
public interface ITokenCounter
{
    public PromptSize Measure(BatchJob job);
}
