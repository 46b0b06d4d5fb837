using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Answers;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>
/// What a real provider does not show: the true bill and who was right. For tests and the demo's last page;
/// no worker asks here. Reachable from this machine only, and without a key.
/// </summary>
internal sealed class SimEndpoints(ChatEndpoint chat, AnswerBook book, TrueBill bill, SimulatedProviderOptions options, Dialect dialect)
{
    public static Task HomeAsync(HttpContext http) => http.Response.WriteAsync(
        """
        This is BatchRouter's simulated provider. No model runs here: answers, prices and bills are made up.
        POST /v1/chat/completions, GET /v1/models, /v1/files and /v1/batches speak OpenAI's language,
        POST /v1/messages and /v1/messages/batches Anthropic's.
        GET /sim/bill?after=LINE, GET /sim/bill/summary, POST /sim/oracle (a chat request) and
        POST /sim/grade ({"request": a chat request, "answer": text}) tell what no provider tells. GET /sim/clock tells its clock, POST /sim/clock/start starts it.

        """);

    public async Task ModelsAsync(HttpContext http)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        var data = options.Models.Select(model => new { Id = model.Name, Object = "model", Created = 0, OwnedBy = "simulated" });
        await WireJson.WriteAsync(http, new { Object = "list", Data = data });
    }

    public Task BillAsync(HttpContext http)
    {
        var after = int.TryParse(http.Request.Query["after"], out var line) ? Math.Max(line, 0) : 0;
        return WireJson.WriteAsync(http, bill.Lines().Skip(after));
    }

    public Task BillSummaryAsync(HttpContext http) => WireJson.WriteAsync(http, bill.Summary());

    public async Task OracleAsync(HttpContext http)
    {
        var (model, request, error) = await dialect.ReadAsync(http.Request, chat.Fleet, options.MaxRequestBytes);
        var reply = error is null ? book.Find(model!, request!) : null;
        if (reply is null)
            await dialect.RefuseAsync(http, error ?? ApiError.NotRecorded);
        else
            await WireJson.WriteAsync(http, OracleAnswer.Of(model!, reply));
    }

    public async Task GradeAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        if (body.RootElement.ValueKind != JsonValueKind.Object
            || !body.RootElement.TryGetProperty("request", out var asked) || !body.RootElement.TryGetProperty("answer", out var answer)
            || answer.ValueKind != JsonValueKind.String)
        {
            await dialect.RefuseAsync(http, ApiError.BadRequest("Send {\"request\": a chat request, \"answer\": text}."));
            return;
        }

        var (_, request, error) = ChatRequestReader.Read(asked, chat.Fleet);
        if (error is null)
            await WireJson.WriteAsync(http, new { Correct = book.Grade(request!, JsonText.Of(answer)) });
        else
            await dialect.RefuseAsync(http, error);
    }
}
