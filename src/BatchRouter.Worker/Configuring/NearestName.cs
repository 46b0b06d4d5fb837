namespace BatchRouter.Worker.Configuring;

/// <summary>The known name that a misspelt one is nearest to.</summary>
internal static class NearestName
{
    private const int MostListed = 12;

    /// <summary>E.g. <c>did you mean 'cascade'?</c>, or, where none is near, what is known.</summary>
    public static string Hint(string word, IEnumerable<string> known)
    {
        var names = known.Distinct().ToList();
        if (names.Count == 0)
            return "none is known";
        if (Of(word, names) is { } nearest)
            return $"did you mean '{nearest}'?";
        return $"known are {string.Join(", ", names.Take(MostListed))}{(names.Count > MostListed ? $" and {names.Count - MostListed} more" : "")}";
    }

    /// <summary>Null, none is near enough to be meant: more than every third letter would be wrong.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (Name: name, Distance: Distance(word, name))).MinBy(pair => pair.Distance);
        return nearest.Name is not null && nearest.Distance <= Math.Max(2, Math.Max(word.Length, nearest.Name.Length) / 3) ? nearest.Name : null;
    }

    /// <summary>
    /// Letters left out, put in, replaced or swapped with their neighbour: the optimal string alignment distance (Damerau 1964).
    /// Upper and lower case are the same here, though not in the files.
    /// </summary>
    public static int Distance(string one, string other)
    {
        var (a, b) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var distances = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            distances[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            distances[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = distances[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                distances[i, j] = Math.Min(replaced, 1 + Math.Min(distances[i - 1, j], distances[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distances[i, j] = Math.Min(distances[i, j], 1 + distances[i - 2, j - 2]);
            }

        return distances[a.Length, b.Length];
    }
}
