using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Answers;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving.Anthropic;

/// <summary>Messages. The key comes as x-api-key, or as a bearer token, which is how the vendor's own package sends it.</summary>
internal sealed class AnthropicDialect(string apiKey, TimeProvider clock) : Dialect
{
    private const int Overloaded = 529;
    private const string Bearer = "Bearer ";
    private readonly byte[] _key = Encoding.UTF8.GetBytes(apiKey);

    public override ApiError? Check(HttpRequest request)
    {
        var key = request.Headers["x-api-key"].ToString();
        if (key.Length == 0 && request.Headers.Authorization.ToString() is var token && token.StartsWith(Bearer, StringComparison.Ordinal))
            key = token[Bearer.Length..];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), _key))
            return new(StatusCodes.Status401Unauthorized, "invalid x-api-key", "authentication_error");
        return request.Headers["anthropic-version"].Count == 0 ? ApiError.BadRequest("anthropic-version: header is required") : null;
    }

    public override (SimulatedModel? Model, ChatRequest? Request, ApiError? Error) Read(
        JsonElement body, IReadOnlyDictionary<string, SimulatedModel> fleet) => MessageReader.Read(body, fleet);

    public override ReadOnlyMemory<byte> Write(SimulatedModel model, ChatRequest request, Reply reply, ReplyForm form, Chance tokenWeights) =>
        MessageWriter.Write(model, request, reply, form).WrittenMemory;

    public override int StatusOf(ApiError error) => error.Status == StatusCodes.Status503ServiceUnavailable ? Overloaded : error.Status;

    public override byte[] Write(ApiError error) => WireJson.Bytes(ToWire(error));

    public static object ToWire(ApiError error) => new { Type = "error", Error = new { Type = TypeOf(error.Status), error.Message } };

    public override void Mark(IHeaderDictionary headers, string requestId, SimulatedModel model, RateStand? stand)
    {
        headers["request-id"] = requestId;
        if (stand is null)
            return;
        headers["anthropic-ratelimit-requests-limit"] = Whole(model.RateLimits!.RequestsPerMinute);
        headers["anthropic-ratelimit-requests-remaining"] = Whole(stand.RequestsLeft);
        headers["anthropic-ratelimit-requests-reset"] = Instant(stand.RequestsReset);
        headers["anthropic-ratelimit-tokens-limit"] = Whole(model.RateLimits.TokensPerMinute);
        headers["anthropic-ratelimit-tokens-remaining"] = Whole(stand.TokensLeft);
        headers["anthropic-ratelimit-tokens-reset"] = Instant(stand.TokensReset);
    }

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        StatusCodes.Status503ServiceUnavailable => "overloaded_error",
        >= StatusCodes.Status500InternalServerError => "api_error",
        _ => "invalid_request_error",
    };

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Instant(TimeSpan wait) => Rfc3339(clock.GetUtcNow() + wait);

    public static string Rfc3339(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
