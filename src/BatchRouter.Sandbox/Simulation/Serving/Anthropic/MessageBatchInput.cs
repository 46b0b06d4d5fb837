using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchRouter.Sandbox.Simulation.Batching;

namespace BatchRouter.Sandbox.Simulation.Serving.Anthropic;

/// <summary>Reads the requests of a message batch. Their params are judged when their turn comes, not here.</summary>
internal static partial class MessageBatchInput
{
    public static (IReadOnlyList<BatchRow> Rows, ApiError? Error) Read(JsonElement body, int maxRequests)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("requests", out var requests) || requests.ValueKind != JsonValueKind.Array)
            return Fault("requests: Field required");
        if (requests.GetArrayLength() == 0 || requests.GetArrayLength() > maxRequests)
            return Fault($"requests: from 1 to {maxRequests} requests are allowed");
        var rows = new List<BatchRow>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in requests.EnumerateArray())
        {
            var path = $"requests.{rows.Count}";
            var id = request.ValueKind == JsonValueKind.Object && request.TryGetProperty("custom_id", out var given) && given.ValueKind == JsonValueKind.String
                ? JsonText.Of(given)
                : "";
            if (!CustomIdForm().IsMatch(id))
                return Fault($"{path}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'");
            if (!ids.Add(id))
                return Fault($"{path}.custom_id: '{id}' is a duplicate of another request");
            if (!request.TryGetProperty("params", out var parameters) || parameters.ValueKind != JsonValueKind.Object)
                return Fault($"{path}.params: Field required");
            var model = parameters.TryGetProperty("model", out var name) && name.ValueKind == JsonValueKind.String ? JsonText.Of(name) : null;
            rows.Add(new(id, JsonMarshal.GetRawUtf8Value(parameters).ToArray(), model));
        }

        return (rows, null);
    }

    private static (IReadOnlyList<BatchRow>, ApiError?) Fault(string message) => ([], ApiError.BadRequest(message));

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CustomIdForm();
}
