namespace BatchRouter.Catalog;

/// <summary>A way to buy a model's answer.</summary>
public enum Lane
{
    /// <summary>At once, at the full price.</summary>
    Sync,

    /// <summary>At once and discounted; may be refused for want of capacity.</summary>
    Flex,

    /// <summary>The provider's batch API: half the price, up to a day.</summary>
    Batch,
}
