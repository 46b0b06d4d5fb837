using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Routing;
using BatchRouter.Settling;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Providers.Records;

/// <summary>
/// Asks a provider, or a gateway before it, for its record of one request by our attempt id, where the catalogue says how
/// (<c>usageRecords</c>). The reply is JSON: <c>status</c> charged, not_charged or pending, and with charged an OpenAI
/// <c>usage</c> object. Everything else is no evidence.
/// </summary>
public sealed partial class UsageRecords(
    LiveRouter live, HttpClient http, Func<string, string?> readVariable, ILogger<UsageRecords> logger) : IUsageRecords
{
    public async Task<UsageRecord> FindAsync(UnknownAttempt attempt, CancellationToken stop)
    {
        if (live.Known(attempt.Model).FirstOrDefault()?.Provider is not { UsageRecords: { } template } provider)
            return new UsageRecord.Nothing();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, template.Replace("{id}", attempt.Id.ToString(), StringComparison.Ordinal));
            if (readVariable(provider.KeyVariable) is { Length: > 0 } key)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await http.SendAsync(request, stop);
            return response.StatusCode == HttpStatusCode.OK
                ? Read(await response.Content.ReadAsByteArrayAsync(stop))
                : new UsageRecord.Nothing();
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException or InvalidOperationException
            || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            LogNoRecord(fault, attempt.Id, provider.Name);
            return new UsageRecord.Nothing();
        }
    }

    private static UsageRecord Read(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        return root.TryGetProperty("status", out var status) ? status.GetString() switch
        {
            "charged" when root.TryGetProperty("usage", out var usage) => new UsageRecord.Charged(
                new Usage(
                    Count(usage, "prompt_tokens"), Count(usage, "prompt_tokens_details", "cached_tokens"),
                    Count(usage, "completion_tokens"), Count(usage, "completion_tokens_details", "reasoning_tokens"),
                    Count(usage, "prompt_tokens_details", "cache_write_tokens")),
                root.TryGetProperty("request_id", out var id) ? id.GetString() : null),
            "not_charged" => new UsageRecord.NotCharged(),
            _ => new UsageRecord.Nothing(),
        } : new UsageRecord.Nothing();
    }

    private static long Count(JsonElement usage, string name, string? detail = null)
    {
        if (!usage.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return 0;
        return detail is null ? value.GetInt64() : Count(value, detail);
    }

    [LoggerMessage(410, LogLevel.Warning, "No record of attempt {AttemptId} could be had from {Provider}")]
    private partial void LogNoRecord(Exception fault, Guid attemptId, string provider);
}
