namespace BatchRouter.Classifying;

/// <summary>From what a small model said to one of the declared classes. What names none, or several, is no verdict.</summary>
public static class VerdictReader
{
    /// <returns>The class as it is declared, or null.</returns>
    public static string? Read(string? answer, ClassifySettings settings)
    {
        if (string.IsNullOrWhiteSpace(answer))
            return null;
        var said = answer.Trim().Trim('"', '\'', '`', '*', '.', ' ', '\n');
        if (settings.Classes.FirstOrDefault(kind => kind.Name.Equals(said, StringComparison.OrdinalIgnoreCase)) is { } exact)
            return exact.Name;
        var named = settings.Classes.Where(kind => Stands(kind.Name, answer)).ToList();
        // "hard" stands in "very-hard": what is a part of another that stands there, too, is not what was meant.
        named.RemoveAll(kind => named.Exists(other => other.Name.Length > kind.Name.Length && Stands(kind.Name, other.Name)));
        return named.Count == 1 ? named[0].Name : null;
    }

    // As a word of its own: what touches it is neither letter nor digit.
    private static bool Stands(string name, string text)
    {
        for (var at = 0; (at = text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + name.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }
}
