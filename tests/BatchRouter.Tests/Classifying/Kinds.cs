using BatchRouter.Classifying;
using BatchRouter.Routing;

namespace BatchRouter.Tests.Classifying;

/// <summary>Two classes and the small model that tells them apart.</summary>
internal static class Kinds
{
    public static readonly ClassifySettings Settings = new()
    {
        Model = "quick",
        Classes = [new PromptClass("easy", "one step", ["weak"], null), new PromptClass("very-hard", "a proof", ["strong"], null), new PromptClass("hard", "several steps", ["strong"], null)],
    };

    /// <summary>A task that asks first.</summary>
    public static TaskPolicy Asking(TaskPolicy task) => task with { Classify = Settings, Strategies = [Strategies.Llm, Strategies.Cascade] };
}
