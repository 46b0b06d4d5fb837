using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>A part of a list, newest first.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore, string? FirstId, string? LastId)
{
    /// <summary>Of what stands behind the item <paramref name="after"/>, or right before <paramref name="before"/>; null where the limit is none.</summary>
    public static Page<T>? Of(
        IReadOnlyList<T> all, Func<T, string> idOf, IQueryCollection query, string after, string before, int usual, int most)
    {
        var limit = usual;
        if (query.TryGetValue("limit", out var given)
            && (!int.TryParse(given.ToString(), CultureInfo.InvariantCulture, out limit) || limit < 1 || limit > most))
            return null;
        if (query.TryGetValue(before, out var end))
        {
            var newer = all.TakeWhile(item => idOf(item) != end.ToString()).ToList();
            return Cut([.. newer.TakeLast(limit)], newer.Count > limit, idOf);
        }

        var rest = query.TryGetValue(after, out var start) ? all.SkipWhile(item => idOf(item) != start.ToString()).Skip(1).ToList() : all;
        return Cut([.. rest.Take(limit)], rest.Count > limit, idOf);
    }

    private static Page<T> Cut(IReadOnlyList<T> items, bool hasMore, Func<T, string> idOf) =>
        new(items, hasMore, items is [var first, ..] ? idOf(first) : null, items is [.., var last] ? idOf(last) : null);
}
