using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Answers;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>How one vendor's API spells what all of them say: keys, requests, replies, errors and limits.</summary>
internal abstract class Dialect
{
    /// <summary>Null, the caller may enter.</summary>
    public abstract ApiError? Check(HttpRequest request);

    public abstract (SimulatedModel? Model, ChatRequest? Request, ApiError? Error) Read(
        JsonElement body, IReadOnlyDictionary<string, SimulatedModel> fleet);

    public abstract ReadOnlyMemory<byte> Write(SimulatedModel model, ChatRequest request, Reply reply, ReplyForm form, Chance tokenWeights);

    public abstract int StatusOf(ApiError error);

    public abstract byte[] Write(ApiError error);

    public abstract void Mark(IHeaderDictionary headers, string requestId, SimulatedModel model, RateStand? stand);

    public async Task RefuseAsync(HttpContext http, ApiError error)
    {
        http.Response.StatusCode = StatusOf(error);
        await WireJson.SendAsync(http, Write(error));
    }

    /// <summary>A refusal of the whole call, and null where it may be served: for what has no life of its own.</summary>
    public async Task<bool> LetsInAsync(HttpContext http)
    {
        if (Check(http.Request) is not { } refusal)
            return true;
        await RefuseAsync(http, refusal);
        return false;
    }

    public async Task<(SimulatedModel? Model, ChatRequest? Request, ApiError? Error)> ReadAsync(
        HttpRequest http, IReadOnlyDictionary<string, SimulatedModel> fleet, int maxBytes)
    {
        var (body, error) = await ReadJsonAsync(http, maxBytes);
        using (body)
            return body is null ? (null, null, error) : Read(body.RootElement, fleet);
    }

    public static async Task<(JsonDocument? Body, ApiError? Error)> ReadJsonAsync(HttpRequest http, int maxBytes)
    {
        try
        {
            return (await JsonDocument.ParseAsync(http.Body, cancellationToken: http.HttpContext.RequestAborted), null);
        }
        catch (JsonException)
        {
            return (null, ApiError.BadRequest("We could not parse the JSON body of your request."));
        }
        catch (BadHttpRequestException cause) when (cause.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, ApiError.TooLarge(maxBytes));
        }
    }
}
