using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Batching;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>The provider's own record of single requests, by the client's request id: charged, not charged, or still under way.</summary>
internal sealed class RecordEndpoint(ChatEndpoint chat, TrueBill bill, BatchDesk batches, Dialect keeper)
{
    private readonly ConcurrentDictionary<string, byte> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _ended = new(StringComparer.Ordinal);

    /// <summary>Serves a call and remembers that it was here.</summary>
    public async Task AroundAsync(HttpContext http, Dialect dialect)
    {
        var id = http.Request.Headers["X-Client-Request-Id"].ToString();
        _underWay.TryAdd(id, 0);
        try
        {
            await chat.ServeAsync(http, dialect);
        }
        finally
        {
            _ended.TryAdd(id, 0);
            _underWay.TryRemove(id, out _);
        }
    }

    public async Task FindAsync(HttpContext http)
    {
        if (!await keeper.LetsInAsync(http))
            return;
        var id = (string)http.Request.RouteValues["id"]!;
        var (isUnderWay, hasEnded) = (_underWay.ContainsKey(id) || batches.IsOpen(id), _ended.ContainsKey(id) || batches.Knows(id));
        var line = bill.Find(id);
        var status = line is not null ? "charged" : isUnderWay ? "pending" : hasEnded ? "not_charged" : null;
        if (status is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var body = Write(status, line);
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(body);
    }

    private static ReadOnlyMemory<byte> Write(string status, BillLine? line)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("status", status);
        if (line is not null)
        {
            json.WriteString("request_id", line.RequestId);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", line.InputTokens);
            json.WriteNumber("completion_tokens", line.OutputTokens);
            json.WriteStartObject("prompt_tokens_details");
            json.WriteNumber("cached_tokens", line.CachedTokens);
            json.WriteNumber("cache_write_tokens", line.CacheWriteTokens);
            json.WriteEndObject();
            json.WriteStartObject("completion_tokens_details");
            json.WriteNumber("reasoning_tokens", line.ReasoningTokens);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }
}
