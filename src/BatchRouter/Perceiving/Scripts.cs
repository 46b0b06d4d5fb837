using System.Buffers;

namespace BatchRouter.Perceiving;

/// <summary>Which writing a text is in, and the language where the writing says it.</summary>
internal static class Scripts
{
    private static readonly SearchValues<char> Ukrainian = SearchValues.Create("іїєґІЇЄҐ");
    private static readonly SearchValues<char> Serbian = SearchValues.Create("ђјљњћџЂЈЉЊЋЏ");
    private static readonly SearchValues<char> Russian = SearchValues.Create("ыэёЫЭЁ");
    private static readonly SearchValues<char> Urdu = SearchValues.Create("ٹڈڑںے");
    private static readonly SearchValues<char> Persian = SearchValues.Create("پچژگکی");

    /// <summary>The language of a letter outside the Latin alphabet; null where it is Latin, or no letter.</summary>
    public static string? Of(char letter) => letter switch
    {
        < '\u0370' => null,
        <= '\u03ff' => "el",
        <= '\u052f' => "ru",
        >= '\u0590' and <= '\u05ff' => "he",
        >= '\u0600' and <= '\u06ff' or >= '\u0750' and <= '\u077f' => "ar",
        >= '\u0900' and <= '\u097f' => "hi",
        >= '\u0e00' and <= '\u0e7f' => "th",
        >= '\u1f00' and <= '\u1fff' => "el",
        >= '\u3040' and <= '\u30ff' => "ja",
        >= '\u4e00' and <= '\u9fff' => "zh",
        >= '\uac00' and <= '\ud7a3' => "ko",
        _ => null,
    };

    /// <summary>Which of the languages that share a writing it is, by the letters that only one of them has.</summary>
    public static string Refine(string language, ReadOnlySpan<char> text) => language switch
    {
        // Han characters among kana are Japanese; so it is when some kana stand among many of them.
        "zh" => text.ContainsAnyInRange('\u3040', '\u30ff') ? "ja" : "zh",
        "ru" when text.ContainsAny(Ukrainian) => "uk",
        "ru" when text.ContainsAny(Serbian) => "sr",
        "ru" when !text.ContainsAny(Russian) && IsBulgarian(text) => "bg",
        "ar" when text.ContainsAny(Urdu) => "ur",
        "ar" when text.ContainsAny(Persian) => "fa",
        _ => language,
    };

    // Russian writes the hard sign rarely, and never at the length at which Bulgarian would not.
    private static bool IsBulgarian(ReadOnlySpan<char> text) =>
        text.IndexOfAny('ъ', 'Ъ') >= 0 || text.Contains(" на ", StringComparison.Ordinal) && text.Contains(" се ", StringComparison.Ordinal);
}
