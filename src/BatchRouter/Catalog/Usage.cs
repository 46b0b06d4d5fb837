namespace BatchRouter.Catalog;

/// <summary>What a provider counted for one call, in tokens.</summary>
/// <param name="Input">All input tokens, cached and cache-write ones included.</param>
/// <param name="CachedInput">Of <paramref name="Input"/>: read from the provider's cache.</param>
/// <param name="Output">All output tokens, reasoning included.</param>
/// <param name="Reasoning">Of <paramref name="Output"/>: spent on reasoning.</param>
/// <param name="CacheWriteInput">Of <paramref name="Input"/>, and none of the cached ones: written to the provider's cache.</param>
public readonly record struct Usage(long Input, long CachedInput, long Output, long Reasoning, long CacheWriteInput = 0);
