using System.Text.RegularExpressions;

namespace BatchRouter.Cli.Submitting;

/// <summary>A prompt with <c>{{text}}</c> and, if wanted, <c>{{name}}</c>. Whatever else stands in double braces stays as it is.</summary>
internal sealed partial class PromptTemplate
{
    private readonly string _template;

    private PromptTemplate(string template) => _template = template;

    /// <param name="file">Its name, for errors.</param>
    /// <param name="template">Its text.</param>
    /// <exception cref="InvalidDataException">The template has no place for the text.</exception>
    public static PromptTemplate Parse(string file, string template) =>
        Places().Matches(template).Any(place => place.Groups[1].Value == "text")
            ? new PromptTemplate(template)
            : throw new InvalidDataException($"{file}: {{{{text}}}} is missing: it marks where each file's text goes");

    /// <summary>Filled in one pass: a text that holds <c>{{name}}</c> itself stays as it is.</summary>
    public string Fill(string name, string text) =>
        Places().Replace(_template, place => place.Groups[1].Value == "text" ? text : name);

    [GeneratedRegex(@"\{\{\s*(text|name)\s*\}\}")]
    private static partial Regex Places();
}
