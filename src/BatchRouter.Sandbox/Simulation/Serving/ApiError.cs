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

    public static ApiError NoCapacity { get; } = new(
        StatusCodes.Status429TooManyRequests, "Resource unavailable: the flex tier has no capacity now (simulated).", "resource_unavailable", Code: "resource_unavailable");

    public static ApiError NotFound(string message) => new(StatusCodes.Status404NotFound, message, "invalid_request_error", Code: "not_found");
}
