using BatchRouter.Jobs;
using BatchRouter.Routing;

namespace BatchRouter.Running;

/// <summary>Port: measures a prompt.</summary>
[Port]
public interface ITokenCounter
{
    PromptSize Measure(BatchJob job);
}
