using BatchRouter.Auditing;
using BatchRouter.Catalog;
using BatchRouter.Experimenting;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Postgres.Auditing;
using BatchRouter.Postgres.Judging;
using BatchRouter.Postgres.Reading;
using BatchRouter.Postgres.Rollups;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>Shadows, audits, judges and keep-warm from a message to a conclusion, through broker and database.</summary>
public sealed class SideTests(Rig<SideTests> rig) : IClassFixture<Rig<SideTests>>
{
    private static readonly AuditSettings ByJudge = new() { Share = 1, Comparison = Comparison.Judge, JudgeModel = "judge" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_AJobIsShadowedAndAudited_Should_AnswerItsUserAlone_AndBookTheRestApart()
    {
        rig.Models.Answer = (call, _) => Task.FromResult<Running.CallResult>(AnsweringClient.Reply(call.Offer.Model.Name switch
        {
            "weak" => "four",
            "strong" => "4",
            _ => "BOTH",
        }));
        var host = await rig.StartAsync(Options(rig.Options()));
        await using var client = await rig.ConnectAsync();
        var settled = await client.ListenAsync("batchrouter.settled");
        var rejected = await client.ListenAsync("batchrouter.rejected");
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id, ",\"groupId\":\"g\""));

        Assert.Equal("four", (await settled.OneAsync(id)).GetProperty("output").GetString());
        await Eventually.IsTrueAsync(async () => await rig.CountAsync("comparisons where concluded_at is not null") == 2, TimeSpan.FromSeconds(30), Stop);
        await Eventually.IsTrueAsync(async () => await rig.CountAsync("jobs where side = 'warm' and state = 'settled'") > 0, TimeSpan.FromSeconds(30), Stop);
        await rig.EndAsync(host);

        Assert.Equal("""["e/candidate"]""", await rig.Database.ScalarAsync<string>("select to_json(arms)::text from jobs where job_id = @id", new { id }));
        var sides = await rig.Database.ScalarAsync<string>(
            "select string_agg(side || ' ' || state || ' ' || model || ' ' || task, ', ' order by side) from jobs where side_of = @id", new { id });
        Assert.Equal("audit settled strong sums, judge settled judge batchrouter.judge, shadow settled strong sums", sides);
        Assert.Equal(
            "weak strong judge 1 judge_both 1",
            await rig.Database.ScalarAsync<string>("select concat_ws(' ', cheap_model, strong_model, comparison, agreement, reason, share) from audits where job_id = @id", new { id }));
        Assert.Equal(0, await rig.Database.ScalarAsync<double>("select agreement from comparisons where side = 'shadow' and job_id = @id", new { id }));
        // Nobody heard of them, nobody counts them, nobody is given their answers.
        Assert.Equal([id], settled.Messages.Select(pair => pair.Message.GetProperty("jobId").GetGuid()).Distinct());
        Assert.Empty(rejected.Messages);
        var counts = await new JobReader(rig.Database.Source).CountAsync(null, Stop);
        Assert.Equal((1, 1, 0), (counts.Jobs, counts.Settled, counts.OpenSides));
        Assert.True(counts.SideNanoUsd is > 0 && counts.SideNanoUsd < counts.SpendNanoUsd);
        Assert.Equal(0, (await new SideReader(rig.Database.Source).SumAsync(Stop)).Mixed);
        await AssertBookedApartAsync();
    }

    // The rollups hold side money under its own name, the report shows it, and the audit finds all of it in order.
    private async Task AssertBookedApartAsync()
    {
        await Eventually.IsTrueAsync(
            async () => await new RollupWriter(rig.Database.Source).RunAsync(Stop) >= 0
                && await rig.Database.ScalarAsync<bool>("select not exists (select from entries where xid >= (select xid from rollup_watermark))"),
            TimeSpan.FromSeconds(30), Stop);
        foreach (var side in (string[])["", "shadow", "audit", "judge", "warm"])
        {
            var ledger = await rig.Database.ScalarAsync<long>(
                """
                select coalesce(sum(e.amount_nano_usd), 0)::bigint from entries e join attempts a using (attempt_id) join jobs j using (project, job_id)
                where coalesce(j.side, '') = @side
                """, new { side });
            Assert.True(ledger > 0, side);
            Assert.Equal(ledger, await rig.Database.ScalarAsync<long>("select sum(amount_nano_usd)::bigint from rollup_days where side = @side", new { side }));
            var day = await new SpendReader(rig.Database.Source).ReadAsync(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), Stop);
            Assert.Equal(ledger, day.Spend.Where(row => row.Side == side).Sum(row => row.NanoUsd));
        }

        var audit = await new Auditor(rig.Database.Source).AuditAsync(10, Stop);
        Assert.True(audit.IsClean, string.Join('\n', audit.Checks.SelectMany(check => check.Differences)));
    }

    /// <summary>Everything is shadowed and audited by a judge, who is kept warm.</summary>
    internal static BatchRouter.Worker.WorkerOptions Options(BatchRouter.Worker.WorkerOptions usual)
    {
        var judge = Postgres.Samples.Model("judge", 0.5) with { KeepWarm = new KeepWarm(TimeSpan.FromDays(1), "shop") };
        return usual with
        {
            Catalog = new ModelCatalog("test", [.. Shop.Catalog.Models, judge]),
            Policy = Shop.Policy with
            {
                Tasks = new Dictionary<string, TaskPolicy>
                {
                    // A narrowed task: the audit goes to the strongest that it allows, the judge is nobody's model but ours.
                    ["default"] = new() { Name = "default", Quality = 0.8, Scoring = new TaskScoring { Threshold = 0.2 }, Models = ["weak", "strong"], Audit = ByJudge },
                },
                Experiments =
                [
                    new Experiment
                    {
                        Name = "e",
                        Kind = ExperimentKind.Shadow,
                        When = new RoutingRule { Name = "e" },
                        Arms = [new ExperimentArm("candidate", 1, ["strong"], null, [])],
                    },
                ],
            },
        };
    }
}
