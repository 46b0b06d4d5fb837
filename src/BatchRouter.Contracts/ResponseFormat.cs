using System.Text.Json;

namespace BatchRouter.Contracts;

/// <summary>The shape that an answer must have.</summary>
/// <param name="Type"><c>text</c>, <c>json_object</c> or <c>json_schema</c>.</param>
/// <param name="Schema">The JSON schema, up to 64 KiB; only with <c>json_schema</c>. Error: <c>invalid_schema</c>.</param>
public sealed record ResponseFormat(string Type, JsonElement? Schema = null);
