using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>An error in OpenAI's shape. Nothing that ends in one is charged.</summary>
internal sealed record ApiError(int Status, string Message, string Type, string? Param = null, string? Code = null)
{
    public static ApiError BadRequest(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, message, "invalid_request_error", param, code);

    public static ApiError Unauthorized { get; } = new(
        StatusCodes.Status401Unauthorized, "Incorrect API key provided to the simulated provider.", "invalid_request_error", Code: "invalid_api_key");

    public static ApiError UnknownModel(string name) => new(
        StatusCodes.Status404NotFound, $"The model `{name}` does not exist at the simulated provider.", "invalid_request_error", "model", "model_not_found");

    public static ApiError NotRecorded { get; } = new(
        StatusCodes.Status404NotFound, "This prompt is not among the recorded outcomes that the simulated provider replays.", "invalid_request_error", "messages", "prompt_not_recorded");

    public static ApiError TooLarge(int limitBytes) => new(
        StatusCodes.Status413PayloadTooLarge, $"The request is larger than {limitBytes} bytes.", "invalid_request_error");

    public static ApiError RateLimited { get; } = new(
        StatusCodes.Status429TooManyRequests, "Rate limit reached (simulated). Please try again later.", "requests", Code: "rate_limit_exceeded");

    public static ApiError ServerError { get; } = new(
        StatusCodes.Status500InternalServerError, "The server had an error while processing your request (simulated).", "server_error");

    public static ApiError Unavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "The engine is currently overloaded, please try again later (simulated).", "server_error");

    public async Task WriteAsync(HttpContext http)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", Message);
            json.WriteString("type", Type);
            json.WriteString("param", Param);
            json.WriteString("code", Code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        http.Response.StatusCode = Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory);
    }
}
