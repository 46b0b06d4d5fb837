using BatchRouter.Catalog;

namespace BatchRouter.Routing;

/// <summary>A model in a lane, with the price that holds now.</summary>
public sealed record Offer(CatalogModel Model, Lane Lane, Price Price)
{
    /// <summary>How it stands in decisions and logs: <c>model:lane</c>.</summary>
    public string Name { get; } = $"{Model.Name}:{LaneNames.Of(Lane)}";
}

/// <summary>Lanes as they are written in JSON and SQL.</summary>
public static class LaneNames
{
    public static string Of(Lane lane) => lane switch
    {
        Lane.Sync => "sync",
        Lane.Flex => "flex",
        Lane.Batch => "batch",
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, null),
    };
}
