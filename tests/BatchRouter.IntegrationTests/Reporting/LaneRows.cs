using BatchRouter.Catalog;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Lanes;
using BatchRouter.Routing;
using BatchRouter.Shipping;

namespace BatchRouter.IntegrationTests.Reporting;

/// <summary>Writes shipments and parked jobs with the decisions behind them as they would stand after work, without any work.</summary>
internal sealed class LaneRows(LedgerRows rows)
{
    private const string ShipmentSql = """
        insert into shipments (shipment_id, provider, kind, endpoint, key_variable, model, provider_model, rows, bytes, tokens, state, formed_at,
            latest_safe_start, created_at, provider_id, cancelled_at, batch_end, ended_at, closed_at, next_at)
        values (@Id, 'p', 'openai', 'http://127.0.0.1:1/v1', 'NO_KEY', @Model, @Model, @Rows, 1, 1, @State::shipment_state, @SentAt, @SafeStart, @SentAt,
            @Id::text, @CancelledAt, @End, @EndedAt, case when @State in ('closed', 'dropped') then @SentAt end, @SentAt)
        """;

    private const string JobSql = """
        insert into jobs (project, job_id, group_id, task, urgency, state, deadline, received_at, body_hash, fence, side, side_of, outcome, answer_attempt,
            model, lane, late, ended_at, wake_at, held_reason)
        values ('p', @Id, @Group, 't', 'bulk', @State::job_state, @Deadline, @At, '\x00', 1, @Side, case when @Side::text is not null then @Id end,
            case when @State = 'settled' then 'accepted'::job_outcome end, @Answer, @Model, @Lane, case when @State = 'settled' then @IsLate end,
            case when @State = 'settled' then coalesce(@EndedAt, @At + interval '1 hour') end, @WakeAt, case when @WakeAt::timestamptz is not null then 'unavailable' end)
        """;

    private const string AttemptSql = """
        insert into attempts (attempt_id, project, job_id, number, purpose, state, model, lane, price_version, predicted_quality, hold_nano_usd,
            max_output_tokens, started_at, ended_at, accounts, soft_accounts, soft_hold_nano_usd, input_tokens, output_tokens, cached_input_tokens)
        values (@Id, 'p', @Job, @Number, 'first', @State::attempt_state, 'weak', @Lane::lane, 'v1', 0.5, 9000, 100, @At, @EndedAt, '{}', '{}', 0, @Input, @Output, 0)
        """;

    private const string RowSql = """
        insert into shipment_rows (attempt_id, project, job_id, provider, model, latest_safe_start, parked_at, leaves_by, bytes, tokens, way_back_nano_usd,
            price, may_have_more, is_open, is_awaited, shipment_id)
        values (@attempt, 'p', @job, 'p', 'weak', @safeStart, @at, @leavesBy, 1, 1, 1, '{}', false, @isOpen, @isOpen, @shipment)
        """;

    /// <summary>A model that sells batch at half its price.</summary>
    public static CatalogModel Weak { get; } = Samples.Model("weak", 0.9) with
    {
        Prices =
        [
            new Price("v1", DateTimeOffset.MinValue, Lane.Sync, new Rates(100_000_000, 400_000_000)),
            new Price("v1", DateTimeOffset.MinValue, Lane.Batch, new Rates(50_000_000, 200_000_000)),
        ],
    };

    public async Task<Guid> ShipmentAsync(SomeShipment shipment)
    {
        await rows.TamperAsync(ShipmentSql, shipment);
        return shipment.Id;
    }

    public async Task<Guid> JobAsync(SomeJob job)
    {
        await rows.TamperAsync(JobSql, job);
        return job.Id;
    }

    public async Task<Guid> AttemptAsync(SomePurchase bought, long? charge = null)
    {
        await rows.TamperAsync(AttemptSql, bought);
        if (charge is { } amount)
            await rows.EntryAsync(bought.Id, amount);
        return bought.Id;
    }

    public Task RowAsync(Guid attempt, Guid job, DateTimeOffset at, DateTimeOffset safeStart, Guid? shipment, bool isOpen = false) =>
        rows.TamperAsync(RowSql, new { attempt, job, at = at.UtcDateTime, leavesBy = at.UtcDateTime, safeStart = safeStart.UtcDateTime, shipment, isOpen });

    public Task FindingAsync(Guid shipment, string finding, Guid attempt) => rows.ExecuteAsync(
        "insert into shipment_findings (shipment_id, finding, name, detail) values (@shipment, @finding, @name, 'd')",
        new { shipment, finding, name = new CustomId(shipment, attempt).ToString() });

    /// <summary>A job's decision as a worker makes it, stored as a worker stores it.</summary>
    /// <returns>The forecast that it was made by; 0, it had too little time for another lane.</returns>
    public async Task<double> DecisionAsync(Guid job, DateTimeOffset now, TimeSpan slack, int step = 1)
    {
        var policy = new RoutingPolicy { Version = "p", Projects = new HashSet<string> { "p" }, Tasks = new Dictionary<string, TaskPolicy> { ["default"] = new() { Name = "default" } } };
        var router = new Router(new ModelCatalog("c", [Weak]), policy);
        var request = new RoutingRequest { Job = Samples.Job(job) with { Deadline = now + slack }, Now = now, Size = new PromptSize(100, 400, 0), Step = step };
        request = request with { Lanes = LaneOutlooks.Of(request, router, CompletionBook.Empty, _ => 1, new LaneOptions()) };
        await rows.ExecuteAsync(
            "insert into requests (project, job_id, body) values ('p', @job, '{}') on conflict do nothing", new { job });
        await rows.TamperAsync(
            "insert into decisions (project, job_id, step, decided) values ('p', @job, @step, @decided::json)",
            new { job, step, decided = DecisionJson.Write(router.Decide(request)) });
        return request.Lanes.TryGetValue("weak", out var outlook) ? outlook.BatchChance : 0;
    }
}

/// <summary>A shipment as a test wants it; times in UTC.</summary>
internal sealed record SomeShipment
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public string Model { get; init; } = "weak";

    public int Rows { get; init; } = 1;

    public string State { get; init; } = "closed";

    public required DateTime SentAt { get; init; }

    public required DateTime SafeStart { get; init; }

    public DateTime? CancelledAt { get; init; }

    public string? End { get; init; }

    public DateTime? EndedAt { get; init; }
}

/// <summary>A job as a test wants it; times in UTC.</summary>
internal sealed record SomeJob
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public string? Group { get; init; }

    public string State { get; init; } = "settled";

    public required DateTime At { get; init; }

    public required DateTime Deadline { get; init; }

    public DateTime? EndedAt { get; init; }

    public DateTime? WakeAt { get; init; }

    public string? Side { get; init; }

    public Guid? Answer { get; init; }

    public string? Model { get; init; }

    public string? Lane { get; init; }

    public bool IsLate { get; init; }
}

/// <summary>A purchase as a test wants it; times in UTC.</summary>
internal sealed record SomePurchase
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid Job { get; init; }

    public int Number { get; init; } = 1;

    public string State { get; init; } = "replied";

    public string Lane { get; init; } = "batch";

    public required DateTime At { get; init; }

    public DateTime? EndedAt { get; init; }

    public long? Input { get; init; }

    public long? Output { get; init; }
}
