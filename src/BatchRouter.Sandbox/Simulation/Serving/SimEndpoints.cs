using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Answers;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>
/// What a real provider does not show: the true bill and who was right. For tests and the demo's last page;
/// no worker asks here. Reachable from this machine only, and without a key.
/// </summary>
internal sealed class SimEndpoints(ChatEndpoint chat, AnswerBook book, TrueBill bill, SimulatedProviderOptions options)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Task HomeAsync(HttpContext http) => http.Response.WriteAsync(
        """
        This is BatchRouter's simulated provider. No model runs here: answers, prices and bills are made up.
        POST /v1/chat/completions and GET /v1/models speak OpenAI's language.
        GET /sim/bill?after=LINE, GET /sim/bill/summary, POST /sim/oracle (a chat request) and
        POST /sim/grade ({"request": a chat request, "answer": text}) tell what no provider tells.

        """);

    public Task ModelsAsync(HttpContext http)
    {
        if (!chat.MayEnter(http.Request))
            return ApiError.Unauthorized.WriteAsync(http);
        var data = options.Models.Select(model => new { Id = model.Name, Object = "model", Created = 0, OwnedBy = "simulated" });
        return http.Response.WriteAsJsonAsync(new { Object = "list", Data = data }, SnakeCase);
    }

    public Task BillAsync(HttpContext http)
    {
        var after = int.TryParse(http.Request.Query["after"], out var line) ? Math.Max(line, 0) : 0;
        return http.Response.WriteAsJsonAsync(bill.Lines().Skip(after), SnakeCase);
    }

    public Task BillSummaryAsync(HttpContext http) => http.Response.WriteAsJsonAsync(bill.Summary(), SnakeCase);

    public async Task OracleAsync(HttpContext http)
    {
        var (model, request, error) = await ChatRequestReader.ReadAsync(http.Request, chat.Fleet, options.MaxRequestBytes);
        var reply = error is null ? book.Find(model!, request!) : null;
        if (reply is null)
            await (error ?? ApiError.NotRecorded).WriteAsync(http);
        else
            await http.Response.WriteAsJsonAsync(OracleAnswer.Of(model!, reply), SnakeCase);
    }

    public async Task GradeAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        if (body.RootElement.ValueKind != JsonValueKind.Object
            || !body.RootElement.TryGetProperty("request", out var asked) || !body.RootElement.TryGetProperty("answer", out var answer)
            || answer.ValueKind != JsonValueKind.String)
        {
            await ApiError.BadRequest("Send {\"request\": a chat request, \"answer\": text}.").WriteAsync(http);
            return;
        }

        var (_, request, error) = ChatRequestReader.Read(asked, chat.Fleet);
        if (error is null)
            await http.Response.WriteAsJsonAsync(new { Correct = book.Grade(request!, JsonText.Of(answer)) }, SnakeCase);
        else
            await error.WriteAsync(http);
    }
}
