using System.Text;
using System.Text.Json;
using BatchRouter.Auditing;
using BatchRouter.Catalog;
using BatchRouter.Experimenting;
using BatchRouter.Jobs;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Siding;
using Xunit;

namespace BatchRouter.Tests.Siding;

public sealed class SideJobsTests
{
    private const string Body = """
        {"jobId":"11111111-0001-0001-0102-030405060708","project":"demo","groupId":"g","task":"answer","messages":[{"role":"user","content":"lone \ud800, nul \u0000"}],
        "maxOutputTokens":1000,"urgency":"urgent","deadline":"2026-11-22T13:00:00Z","quality":0.9,"maxCostUsd":1,"labels":{"k":"v"},"temperature":0.5}
        """;

    private static readonly Ending Accepted = new(Outcome.Accepted, null, Guid.NewGuid(), "weak", "sync", 0.8, 1, 100, false);

    private static readonly TaskPolicy Audited = new() { Name = "default", Audit = new AuditSettings { Share = 1 } };

    [Fact]
    public void Of_AnAcceptedCheapAnswer_IsAuditedByTheStrongestEligibleModel()
    {
        var side = Assert.Single(SideJobs.Of(Request(), Accepted, Router(Audited)));

        Assert.Equal((Side.Audit, "strong", Some.Job().Key.JobId), (side.Job.Side, side.Job.Pin, side.Of));
        Assert.Equal(new Draw(Accepted.AnswerAttempt, "weak", 0.8, Comparison.Exact, null, 1), side.Draw);
        Assert.Equal("audit", side.Job.Labels["batchrouter.side"]);
        Assert.Equal(Some.Noon.AddHours(24), side.Job.Deadline);
    }

    [Fact]
    public void Of_NothingWorthAnAudit_DrawsNone()
    {
        var router = Router(Audited);
        Assert.Empty(SideJobs.Of(Request(), Accepted with { Model = "strong" }, router));
        Assert.Empty(SideJobs.Of(Request(), Accepted with { Outcome = Outcome.Exhausted }, router));
        Assert.Empty(SideJobs.Of(Request(Job() with { Pin = "weak" }), Accepted, router));
        Assert.Empty(SideJobs.Of(Request(Job() with { Side = Side.Audit }), Accepted, router));
        Assert.Empty(SideJobs.Of(Request(), Accepted, Router(new TaskPolicy { Name = "default", Audit = new AuditSettings { Share = 0 } })));
        Assert.Empty(SideJobs.Of(Request(), Accepted, Router(new TaskPolicy { Name = "default" })));
    }

    [Fact]
    public void Of_ADataClassThatTheStrongestIsNotClearedFor_AuditsByTheNext()
    {
        var cleared = new HashSet<string> { "secret" };
        var router = Router(Audited, null, Some.Weak with { DataClasses = cleared }, Some.Middle with { DataClasses = cleared }, Some.Strong);

        Assert.Equal("middle", Assert.Single(SideJobs.Of(Request(Job() with { DataClass = "secret" }), Accepted, router)).Job.Pin);
    }

    [Fact]
    public void Of_TheShareOfATask_DrawsAboutSoManyAndAlwaysTheSame()
    {
        var router = Router(new TaskPolicy { Name = "default", Audit = new AuditSettings { Share = 0.05 } });
        int Drawn() => Enumerable.Range(0, 4_000).Count(i => SideJobs.Of(Request(Job(i)), Accepted, router).Count == 1);

        // 200 wanted, standard deviation 14.
        Assert.InRange(Drawn(), 150, 250);
        Assert.Equal(Drawn(), Drawn());
    }

    [Fact]
    public void Of_AShadow_RunsOnAModelThatTheTaskDoesNotKnow_WhateverTheEnd()
    {
        var router = Router(new TaskPolicy { Name = "default", Models = ["weak"] }, Shadow("middle"));
        var exhausted = new Ending(Outcome.Exhausted, "plan_ended", null, null, null, null, 1, 0, false);

        var side = Assert.Single(SideJobs.Of(Request(), exhausted, router));

        Assert.Equal((Side.Shadow, "middle", "e/candidate"), (side.Job.Side, side.Job.Pin, side.Arm));
        Assert.Equal(new Draw(null, null, null, Comparison.Exact, null, 1), side.Draw);
    }

    [Fact]
    public void Of_TheSameEndTwice_GivesTheSameIds_AndAnotherPurposeAnother()
    {
        var router = Router(Audited, Shadow("middle"));
        var once = SideJobs.Of(Request(), Accepted, router).Select(side => side.Job.Key).ToList();

        Assert.Equal(once, SideJobs.Of(Request(), Accepted, router).Select(side => side.Job.Key));
        Assert.Equal(2, once.Distinct().Count());
        Assert.DoesNotContain(Some.Job().Key, once);
    }

    [Fact]
    public void Body_KeepsTheQuestionToTheLetter_AndNothingThatIsItsOwners()
    {
        var side = Assert.Single(SideJobs.Of(Request(), Accepted, Router(Audited)));

        var text = Encoding.UTF8.GetString(side.Job.Body.Span);
        Assert.Contains("""[{"role":"user","content":"lone \ud800, nul \u0000"}]""", text, StringComparison.Ordinal);
        var json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(
            ["deadline", "jobId", "labels", "maxOutputTokens", "messages", "model", "project", "task", "temperature"],
            json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(side.Job.Key.JobId, json.GetProperty("jobId").GetGuid());
        Assert.Equal(("v", "audit"), (json.GetProperty("labels").GetProperty("k").GetString(), json.GetProperty("labels").GetProperty("batchrouter.side").GetString()));
    }

    [Fact]
    public void Body_OfAJobWithAsManyLabelsAsThereMayBe_HasNoMore()
    {
        var labels = Enumerable.Range(0, 32).ToDictionary(i => $"k{i}", _ => "v");

        Assert.Equal(32, Assert.Single(SideJobs.Of(Request(Job() with { Labels = labels }), Accepted, Router(Audited))).Job.Labels.Count);
    }

    [Fact]
    public void KeepWarm_OneSlot_IsOneJob_WhoeverOpensIt()
    {
        var warm = new KeepWarm(TimeSpan.FromMinutes(5), "demo");

        var side = KeepWarmRound.Call(Some.Weak, warm, 7);

        Assert.Equal((Side.Warm, "weak", 1, "demo"), (side.Job.Side, side.Job.Pin, side.Job.MaxOutputTokens, side.Job.Key.Project));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMinutes(40), side.Job.Deadline);
        Assert.Equal(side.Job.Key, KeepWarmRound.Call(Some.Weak, warm, 7).Job.Key);
        Assert.NotEqual(side.Job.Key, KeepWarmRound.Call(Some.Weak, warm, 8).Job.Key);
        Assert.NotEqual(side.Job.Key, KeepWarmRound.Call(Some.Strong, warm, 7).Job.Key);
    }

    private static BatchJob Job(int number = 0) => Some.Job() with
    {
        Key = number == 0 ? Some.Job().Key : new JobKey("demo", new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0])),
        Labels = new Dictionary<string, string> { ["k"] = "v" },
        Body = Encoding.UTF8.GetBytes(Body),
    };

    private static RoutingRequest Request(BatchJob? job = null) => Some.Request(job ?? Job());

    // A defect once: places in experiments were looked up without what was read out of the prompt, and no such shadow ever ran.
    [Fact]
    public void Of_AShadowForOneLanguage_RunsWhereThePromptIsInIt()
    {
        var german = Shadow("middle") with { When = new RoutingRule { Name = "e", Language = "de" } };
        var router = Router(new TaskPolicy { Name = "default" }, german);
        Assert.Single(SideJobs.Of(Request() with { Perception = new Perception { Language = "de" } }, Accepted, router));
        Assert.Empty(SideJobs.Of(Request() with { Perception = new Perception { Language = "fr" } }, Accepted, router));
    }

    private static Experiment Shadow(string model) => new()
    {
        Name = "e",
        Kind = ExperimentKind.Shadow,
        When = new RoutingRule { Name = "e" },
        Arms = [new ExperimentArm("candidate", 1, [model], null, [])],
    };

    private static Router Router(TaskPolicy task, Experiment? experiment = null, params CatalogModel[] models) =>
        new(Some.Catalog(models), Some.Policy(task) with { Experiments = experiment is null ? [] : [experiment] });
}
