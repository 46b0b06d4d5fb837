using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Answers;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving.OpenAi;

/// <summary>Chat completions.</summary>
internal sealed class OpenAiDialect(string apiKey) : Dialect
{
    private readonly byte[] _authorization = Encoding.UTF8.GetBytes("Bearer " + apiKey);

    public override ApiError? Check(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), _authorization)
            ? null
            : ApiError.Unauthorized;

    public override (SimulatedModel? Model, ChatRequest? Request, ApiError? Error) Read(
        JsonElement body, IReadOnlyDictionary<string, SimulatedModel> fleet) => ChatRequestReader.Read(body, fleet);

    public override ReadOnlyMemory<byte> Write(SimulatedModel model, ChatRequest request, Reply reply, ReplyForm form, Chance tokenWeights) =>
        ReplyWriter.Write(model, request, reply, form, tokenWeights).WrittenMemory;

    public override int StatusOf(ApiError error) => error.Status;

    public override byte[] Write(ApiError error) => WireJson.Bytes(new { Error = new { error.Message, error.Type, error.Param, error.Code } });

    // Without limits of its own a model tells the number that it was given, and keeps none.
    public override void Mark(IHeaderDictionary headers, string requestId, SimulatedModel model, RateStand? stand)
    {
        headers["x-request-id"] = requestId;
        headers["x-ratelimit-limit-requests"] = Whole(model.RateLimits?.RequestsPerMinute ?? model.RequestsPerMinute);
        headers["x-ratelimit-remaining-requests"] = Whole(stand?.RequestsLeft ?? model.RateLimits?.RequestsPerMinute ?? model.RequestsPerMinute);
        headers["x-ratelimit-reset-requests"] = Span(stand?.RequestsReset ?? TimeSpan.Zero);
        if (stand is null)
            return;
        headers["x-ratelimit-limit-tokens"] = Whole(model.RateLimits!.TokensPerMinute);
        headers["x-ratelimit-remaining-tokens"] = Whole(stand.TokensLeft);
        headers["x-ratelimit-reset-tokens"] = Span(stand.TokensReset);
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    // As OpenAI writes it: 0s, 120ms, 1.5s, 6m0s.
    private static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: >= 1 } => $"{Whole((long)span.TotalMinutes)}m{Whole(span.Seconds)}s",
        { TotalSeconds: >= 1 } => Math.Round(span.TotalSeconds, 3).ToString(CultureInfo.InvariantCulture) + "s",
        { Ticks: > 0 } => Whole((long)Math.Ceiling(span.TotalMilliseconds)) + "ms",
        _ => "0s",
    };
}
