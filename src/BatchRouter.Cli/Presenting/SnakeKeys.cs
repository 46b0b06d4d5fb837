using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatchRouter.Cli.Presenting;

/// <summary>Stored JSON as this program prints it: the same values under snake_case keys, however deep.</summary>
internal static class SnakeKeys
{
    public static JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject held => new JsonObject(held.Select(pair => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(pair.Key), Of(pair.Value)))),
        JsonArray items => new JsonArray(items.Select(Of).ToArray()),
        _ => node?.DeepClone(),
    };
}
