namespace BatchRouter.Classifying;

/// <summary>A small model names the class of a prompt; each class narrows models or sets the quality.</summary>
public sealed record ClassifySettings
{
    /// <summary>The model that is asked.</summary>
    public required string Model { get; init; }

    public required IReadOnlyList<PromptClass> Classes { get; init; }

    /// <summary>Of the prompt, so many characters are shown to it. Default 2,000.</summary>
    public int PromptCharacters { get; init; } = 2_000;

    /// <summary>With less time to the deadline it is not asked. Default 30 s.</summary>
    public TimeSpan LeastSlack { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>One class of prompts.</summary>
/// <param name="Name">What the small model answers.</param>
/// <param name="Description">What it is told of the class.</param>
/// <param name="Models">Only these models; empty, all.</param>
/// <param name="Quality">The quality to reach; null, as without the class.</param>
public sealed record PromptClass(string Name, string Description, IReadOnlyList<string> Models, double? Quality);
