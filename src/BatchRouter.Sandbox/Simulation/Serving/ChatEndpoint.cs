using System.Globalization;
using System.Text;
using BatchRouter.Catalog;
using BatchRouter.Sandbox.Simulation.Answers;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>The life of one synchronous call: read, admit, think, charge, tell; and what the script breaks on the way.</summary>
internal sealed class ChatEndpoint(SimulatedProviderOptions options, AnswerBook book, TrueBill bill, ScaledClock clock)
{
    private const string MalformedEnd = "\",,}<html>simulated";
    private readonly CallBook _calls = new();
    private readonly RateBook _rates = new(clock);
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private readonly ulong _seed = (ulong)options.Seed;

    public IReadOnlyDictionary<string, SimulatedModel> Fleet { get; } =
        options.Models.ToDictionary(model => model.Name, StringComparer.Ordinal);

    public async Task ServeAsync(HttpContext http, Dialect dialect)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        var (model, request, error) = await dialect.ReadAsync(http.Request, Fleet, options.MaxRequestBytes);
        error ??= Admission.Refuse(book, model!, request!);
        if (error is not null)
        {
            await dialect.RefuseAsync(http, error);
            return;
        }

        using var seat = _calls.Enter(model!);
        var call = new Call(http, dialect, model!, request!, book.Find(model!, request!)!)
        {
            RequestId = IdOf(model!, request!, tries: 0),
            Stand = seat is null ? null : _rates.Take(model!, book.InputTokens(model!, request!) + (request!.MaxOutputTokens ?? 0)),
        };
        if (seat is null)
            await RefuseForNowAsync(call, ApiError.RateLimited, retryAfterSeconds: 1);
        else if (call.Stand is { IsFull: true, RetryAfter: var wait })
            await RefuseForNowAsync(call, ApiError.RateLimited, WholeSeconds(wait));
        else if (call.Request.Lane == Lane.Flex && options.Flex.FullFor(_seed, model!, clock.GetUtcNow() - _startedAt) is { } full)
            await RefuseForNowAsync(call, ApiError.NoCapacity, WholeSeconds(full));
        else
            await AnswerAsync(Counted(call));
    }

    private Call Counted(Call call)
    {
        var (model, request) = (call.Model, call.Request);
        var (ofProvider, ofModel, tries) = _calls.Count(model.Name, request.ContentKey);
        var moment = new FaultMoment(
            model.Name, request.Prompt, request.ContentKey ^ model.NameHash, ofModel, ofProvider, tries, clock.GetUtcNow() - _startedAt);
        var fault = options.Faults.Decide(_seed, moment);
        var thinking = model.Latency.DrawFrom(
            Chance.Of(_seed, Draw.Latency, model.NameHash, request.ContentKey, (ulong)tries), call.Reply.Usage.OutputTokens);
        return call with
        {
            Created = clock.GetUtcNow().ToUnixTimeSeconds(),
            Fault = fault,
            RequestId = fault?.Kind == FaultKind.CollidingIds ? "collision" : IdOf(model, request, tries),
            Thinking = thinking * (request.Lane == Lane.Flex ? options.Flex.Slowdown : 1)
                + (fault?.Kind == FaultKind.Slow ? fault.Delay : TimeSpan.Zero),
        };
    }

    private async Task AnswerAsync(Call call)
    {
        switch (call.Fault?.Kind)
        {
            case FaultKind.RateLimited:
                await RefuseForNowAsync(call, ApiError.RateLimited, call.Fault.RetryAfterSeconds);
                return;
            case FaultKind.Unavailable:
                await RefuseForNowAsync(call, ApiError.Unavailable, call.Fault.RetryAfterSeconds);
                return;
            case FaultKind.ServerError:
                await RefuseForNowAsync(call, ApiError.ServerError, retryAfterSeconds: null);
                return;
            default:
                await ThinkAsync(call);
                await TellAsync(call);
                return;
        }
    }

    // A caller that goes away is charged all the same, and at once: the answer is as good as written.
    private async Task ThinkAsync(Call call)
    {
        if (call.Thinking <= TimeSpan.Zero)
            return;
        try
        {
            await Task.Delay(clock.ToReal(call.Thinking), clock, call.Http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // Charged by what follows.
        }
    }

    private async Task TellAsync(Call call)
    {
        if (call.Fault?.Kind == FaultKind.CutUncharged)
        {
            call.Http.Abort();
            return;
        }

        var (reply, form) = call.Told();
        var line = bill.Charge(
            ClientRequestId(call.Http), "req_" + call.RequestId, call.Model, call.Request.Lane, reply.Usage, clock.GetUtcNow(),
            answered: !call.IsCut && !call.Http.RequestAborted.IsCancellationRequested);
        if (call.Fault?.Kind == FaultKind.CutBeforeBody || call.Http.RequestAborted.IsCancellationRequested)
        {
            call.Http.Abort();
            return;
        }

        var weights = Chance.Of(_seed, Draw.TokenWeights, call.Model.NameHash, call.Request.ContentKey);
        var body = call.Dialect.Write(call.Model, call.Request, reply, form, weights);
        if (call.Fault?.Kind == FaultKind.MalformedJson)
            body = (byte[])[.. body.Span[..(body.Length * 2 / 3)], .. Encoding.UTF8.GetBytes(MalformedEnd)];
        try
        {
            await SendAsync(call, body);
        }
        catch (Exception cause) when (cause is IOException or OperationCanceledException)
        {
            line.Answered = false;
        }

        if (call.Http.RequestAborted.IsCancellationRequested)
            line.Answered = false;
    }

    private static async Task SendAsync(Call call, ReadOnlyMemory<byte> body)
    {
        var response = call.Http.Response;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers["openai-processing-ms"] = ((long)call.Thinking.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        Mark(call);
        if (call.Fault?.Kind != FaultKind.CutInBody)
        {
            await response.Body.WriteAsync(body);
            return;
        }

        await response.Body.WriteAsync(body[..(body.Length / 2)]);
        await response.Body.FlushAsync();
        call.Http.Abort();
    }

    private static async Task RefuseForNowAsync(Call call, ApiError error, int? retryAfterSeconds)
    {
        if (retryAfterSeconds is { } seconds)
            call.Http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        Mark(call);
        await call.Dialect.RefuseAsync(call.Http, error);
    }

    private static void Mark(Call call) => call.Dialect.Mark(call.Http.Response.Headers, "req_" + call.RequestId, call.Model, call.Stand);

    private static int WholeSeconds(TimeSpan wait) => (int)Math.Ceiling(wait.TotalSeconds);

    private static string? ClientRequestId(HttpContext http) =>
        http.Request.Headers.TryGetValue("X-Client-Request-Id", out var id) ? id.ToString() : null;

    private string IdOf(SimulatedModel model, ChatRequest request, int tries)
    {
        var chance = Chance.Of(_seed, Draw.Identity, model.NameHash, request.AnswerKey, (ulong)tries);
        return chance.Bits().ToString("x16", CultureInfo.InvariantCulture) + chance.Bits().ToString("x8", CultureInfo.InvariantCulture);
    }
}
