using BatchRouter.Running;

namespace BatchRouter.Caching;

/// <summary>Port: finds what was bought before. Storing is the job store's: a settled job with its key is the cache.</summary>
[Port]
public interface IAnswerCache
{
    /// <summary>The youngest accepted answer of the project to the same request, bought and not itself served from here; null, none.</summary>
    /// <param name="project">Nobody is served another project's answers.</param>
    /// <param name="key">Of <see cref="RequestKey"/>.</param>
    /// <param name="boughtAfter">Older ones are stale.</param>
    /// <param name="leastConfidence">The asked quality.</param>
    /// <param name="stop">Cancels.</param>
    Task<CachedAnswer?> FindAsync(string project, byte[] key, DateTimeOffset boughtAfter, double leastConfidence, CancellationToken stop);
}
