using System.Text.RegularExpressions;
using BatchRouter.Jobs;

namespace BatchRouter.Perceiving;

/// <summary>
/// Looks for personal data by its shape and its check digits. What is found raises a job's data class, so what may as well be an order
/// number, a date or a sum is left alone. Every pattern runs in linear time (<see cref="RegexOptions.NonBacktracking"/>), so none needs a time limit,
/// and what is found does not depend on how busy a machine is.
/// </summary>
public static class PersonalData
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly Regex Email = new(@"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}", Linear);
    private static readonly Regex Numbers = new(@"[+(]?[0-9](?:[ ()./-]{0,2}[0-9]){6,22}", Linear);
    private static readonly Regex Iban = new(@"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", Linear);
    private static readonly Regex Address = new(@"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){4,7}", Linear);

    /// <summary>The kinds that occur in a conversation, in the order in which they were asked for; empty, none.</summary>
    /// <param name="job">All texts of its messages and all arguments of its tool calls are read.</param>
    /// <param name="kinds">From <see cref="PersonalDataKinds"/>.</param>
    public static IReadOnlyList<string> KindsIn(BatchJob job, IReadOnlyList<string> kinds)
    {
        List<string>? found = null;
        foreach (var text in PromptTexts.Of(job))
            foreach (var kind in kinds)
                if (found?.Contains(kind) != true && Occurs(kind, text))
                    (found ??= []).Add(kind);
        return found is null ? [] : kinds.Where(found.Contains).ToList();
    }

    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static bool Occurs(string kind, string text) => kind switch
    {
        PersonalDataKinds.Email => text.Contains('@', StringComparison.Ordinal) && Email.IsMatch(text),
        PersonalDataKinds.Phone => Any(Numbers, text, PhoneNumbers.IsOne),
        PersonalDataKinds.Card => Any(Numbers, text, PaymentCards.IsOne),
        PersonalDataKinds.Ssn => Any(Numbers, text, SocialSecurityNumbers.IsOne),
        PersonalDataKinds.Iban => Any(Iban, text, BankAccounts.IsOne),
        PersonalDataKinds.Ip => Any(Address, text, InternetAddresses.IsOne),
        _ => throw new ArgumentException($"{kind} is no kind of personal data; known are {string.Join(", ", PersonalDataKinds.All)}", nameof(kind)),
    };

    private static bool Any(Regex pattern, ReadOnlySpan<char> text, Proof proof)
    {
        foreach (var match in pattern.EnumerateMatches(text))
            if (!IsPartOfMore(text, match.Index, match.Index + match.Length)
                && proof(text.Slice(match.Index, match.Length), text[Math.Max(0, match.Index - 24)..match.Index]))
                return true;
        return false;
    }

    // A longer number, an identifier, a decimal or a price holds no second thing.
    private static bool IsPartOfMore(ReadOnlySpan<char> text, int start, int end)
    {
        var isInside = start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '$' or '€' or '£' or '#' or '\\')
            || start > 1 && text[start - 1] is '.' or ',' or '-' or '/' or ':' or '=' or '+' or '*' && char.IsLetterOrDigit(text[start - 2]) && text[start - 1] is not ':' and not '=';
        var goesOn = end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '%')
            || end + 1 < text.Length && text[end] is '.' or ',' or '-' or '/' or ':' or '*' or '+' && char.IsDigit(text[end + 1]);
        return isInside || goesOn;
    }

    /// <summary>Whether a match is what it looks like.</summary>
    private delegate bool Proof(ReadOnlySpan<char> match, ReadOnlySpan<char> before);
}
