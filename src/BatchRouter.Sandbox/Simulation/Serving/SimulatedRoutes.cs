using BatchRouter.Sandbox.Simulation.Answers;
using BatchRouter.Sandbox.Simulation.Batching;
using BatchRouter.Sandbox.Simulation.Serving.Anthropic;
using BatchRouter.Sandbox.Simulation.Serving.OpenAi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>Everything that the simulated provider serves, by path.</summary>
internal sealed class SimulatedRoutes
{
    private readonly SimulatedProviderOptions _options;
    private readonly OpenAiDialect _openAi;
    private readonly AnthropicDialect _anthropic;
    private readonly BatchDesk _desk;
    private readonly FileShelf _shelf;
    private readonly RecordEndpoint _records;
    private readonly SimEndpoints _sim;
    private readonly ClockEndpoint _clock;
    private readonly BrokenCalls _broken;

    public SimulatedRoutes(SimulatedProviderOptions options, AnswerBook book, TrueBill bill, ScaledClock clock)
    {
        var chat = new ChatEndpoint(options, book, bill, clock);
        _options = options;
        _openAi = new(options.ApiKey);
        _anthropic = new(options.ApiKey, clock);
        _desk = new(options, chat.Fleet, new(book, chat.Fleet, (ulong)options.Seed), bill, clock);
        _shelf = new((ulong)options.Seed, clock);
        _records = new(chat, bill, _desk, _openAi);
        _sim = new(chat, book, bill, options, _openAi);
        _clock = new(clock);
        _broken = new(options.Batches.BrokenCalls, (ulong)options.Seed);
    }

    public void Map(IEndpointRouteBuilder server)
    {
        MapSynchronous(server);
        MapOpenAiBatches(server);
        MapMessageBatches(server);
        server.MapGet("/", (RequestDelegate)SimEndpoints.HomeAsync);
        server.MapGet("/sim/bill", (RequestDelegate)_sim.BillAsync);
        server.MapGet("/sim/bill/summary", (RequestDelegate)_sim.BillSummaryAsync);
        server.MapGet("/sim/clock", (RequestDelegate)_clock.ShowAsync);
        server.MapPost("/sim/clock/start", (RequestDelegate)_clock.StartAsync);
        server.MapPost("/sim/oracle", (RequestDelegate)_sim.OracleAsync);
        server.MapPost("/sim/grade", (RequestDelegate)_sim.GradeAsync);
    }

    private void MapSynchronous(IEndpointRouteBuilder server)
    {
        server.MapPost("/v1/chat/completions", (RequestDelegate)(http => _records.AroundAsync(http, _openAi)));
        server.MapPost("/v1/messages", (RequestDelegate)(http => _records.AroundAsync(http, _anthropic)));
        server.MapGet("/v1/usage/requests/{id}", (RequestDelegate)_records.FindAsync);
        server.MapGet("/v1/models", (RequestDelegate)_sim.ModelsAsync);
    }

    private void MapOpenAiBatches(IEndpointRouteBuilder server)
    {
        var files = new FileEndpoints(_shelf, _openAi, _options.MaxBatchFileBytes);
        server.MapPost("/v1/files", _broken.Around(_openAi, files.UploadAsync));
        server.MapGet("/v1/files", _broken.Around(_openAi, files.ListAsync));
        server.MapGet("/v1/files/{id}", _broken.Around(_openAi, files.ShowAsync));
        server.MapDelete("/v1/files/{id}", _broken.Around(_openAi, files.DeleteAsync));
        server.MapGet("/v1/files/{id}/content", _broken.Around(_openAi, files.ContentAsync));
        var batches = new BatchEndpoints(_desk, _shelf, _openAi, _options);
        server.MapPost("/v1/batches", _broken.Around(_openAi, batches.CreateAsync));
        server.MapGet("/v1/batches", _broken.Around(_openAi, batches.ListAsync));
        server.MapGet("/v1/batches/{id}", _broken.Around(_openAi, batches.FindAsync));
        server.MapPost("/v1/batches/{id}/cancel", _broken.Around(_openAi, batches.CancelAsync));
    }

    private void MapMessageBatches(IEndpointRouteBuilder server)
    {
        var batches = new MessageBatchEndpoints(_desk, _anthropic, _options);
        server.MapPost("/v1/messages/batches", _broken.Around(_anthropic, batches.CreateAsync));
        server.MapGet("/v1/messages/batches", _broken.Around(_anthropic, batches.ListAsync));
        server.MapGet("/v1/messages/batches/{id}", _broken.Around(_anthropic, batches.FindAsync));
        server.MapGet("/v1/messages/batches/{id}/results", _broken.Around(_anthropic, batches.ResultsAsync));
        server.MapPost("/v1/messages/batches/{id}/cancel", _broken.Around(_anthropic, batches.CancelAsync));
    }
}
