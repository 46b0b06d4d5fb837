using System.Diagnostics.Metrics;
using BatchRouter.Experimenting;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Tests.Forecasting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Perceiving;

public sealed class PerceiverTests
{
    private static readonly SemanticRoute Refunds = new("refunds", ["I want my money back", "please refund my order"], ["strong"], null, 0.3);
    private static readonly SemanticRoute Code = new("code", ["write a python function", "fix this bug in my code"], [], 0.95, 0.3);

    private static readonly TaskPolicy Semantic = new() { Name = "default", Strategies = [Strategies.Semantic, Strategies.Cost], Routes = [Refunds, Code] };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Perceive_NothingConfigured_IsNothingAndAllocatesNothing()
    {
        var (perceiver, job, policy) = (new Perceiver(), Some.Job(), Some.Policy());
        Assert.Same(Perception.None, Now(perceiver.PerceiveAsync(job, policy, Stop)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Now(perceiver.PerceiveAsync(job, policy, CancellationToken.None));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("Could you refund my last order?", "refunds")]
    [InlineData("Please write a function in Python that sorts", "code")]
    [InlineData("Whither the wind blows", null)]
    [InlineData("", null)]
    public void Perceive_Routes_FindsTheNearestThatIsNearEnough(string prompt, string? route)
    {
        var found = Now(new Perceiver().PerceiveAsync(Some.Job(prompt), Some.Policy(Semantic), Stop));
        Assert.Equal(route, found.Nearest?.Route);
        Assert.True(found.Nearest is null || found.Nearest.Similarity >= 0.3);
    }

    [Fact]
    public void Perceive_RouteThatNobodyNames_IsNotLookedFor() => Assert.Null(
        Now(new Perceiver().PerceiveAsync(Some.Job("please refund my order"), Some.Policy(Semantic with { Strategies = [Strategies.Cost] }), Stop)).Nearest);

    [Fact]
    public void Perceive_RouteThatAnArmOrAProjectNames_IsLookedFor()
    {
        var silent = Some.Policy(Semantic with { Strategies = [] });
        var arm = new ExperimentArm("b", 0.5, [], null, [Strategies.Semantic, Strategies.Cost]);
        var experiment = new Experiment { Name = "routes", Kind = ExperimentKind.AB, When = new RoutingRule { Name = "all" }, Arms = [arm] };
        var ofArm = silent with { Experiments = [experiment] };
        var ofProject = silent with { ProjectStrategies = new Dictionary<string, IReadOnlyList<string>> { ["demo"] = [Strategies.Semantic] } };
        var ofAnother = silent with { ProjectStrategies = new Dictionary<string, IReadOnlyList<string>> { ["other"] = [Strategies.Semantic] } };
        Assert.Equal(["refunds", "refunds", null], new[] { ofArm, ofProject, ofAnother }.Select(policy =>
            Now(new Perceiver().PerceiveAsync(Some.Job("please refund my order"), policy, Stop)).Nearest?.Route));
    }

    [Fact]
    public void Perceive_PersonalData_OnlyTheKindsAskedFor()
    {
        var policy = Some.Policy() with { PersonalData = new PersonalDataSettings("personal", ["phone", "email"]) };
        var found = Now(new Perceiver().PerceiveAsync(Some.Job("jane@example.org, 81.2.69.142"), policy, Stop));
        Assert.Equal(["email"], found.PersonalData);
    }

    [Fact]
    public void Perceive_Learned_OnlyWhereAStrategyAsks()
    {
        var perceiver = new Perceiver(learned: LearnedBookTests.Book());
        Assert.Equal(7, Of(Strategies.Classifier, "answer")?.Version);
        Assert.Equal(7, Of(Strategies.Threshold, "answer")?.Version);
        Assert.Null(Of(Strategies.Classifier, "another"));
        Assert.Null(Of(Strategies.Cost, "answer"));

        LearnedForecast? Of(string strategy, string task) =>
            Now(perceiver.PerceiveAsync(Some.Job() with { Task = task }, Some.Policy(Semantic with { Routes = [], Strategies = [strategy] }), Stop)).Forecast;
    }

    [Fact]
    public async Task Perceive_Utterances_AreEmbeddedOncePerPolicy()
    {
        var embeddings = new FakeEmbeddings();
        var (perceiver, policy) = (new Perceiver(embeddings), Some.Policy(Semantic));
        await perceiver.PerceiveAsync(Some.Job("refund my order"), policy, Stop);
        await perceiver.PerceiveAsync(Some.Job("fix my code"), policy, Stop);
        Assert.Equal([4, 1, 1], embeddings.Asked.Select(texts => texts.Count));
        await perceiver.PerceiveAsync(Some.Job("fix my code"), policy with { Version = "policy-2" }, Stop);
        Assert.Equal([4, 1, 1, 4, 1], embeddings.Asked.Select(texts => texts.Count));
    }

    [Fact]
    public async Task Perceive_GeneratorFails_GivesNoRouteCountsItAndRests()
    {
        using var failures = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == "batchrouter.embedding.failures") listener.EnableMeasurementEvents(instrument); } };
        var counted = 0L;
        failures.SetMeasurementEventCallback<long>((_, count, tags, _) => counted += tags[0].Value as string == nameof(AppDomainUnloadedException) ? count : 0);
        failures.Start();
        var (embeddings, clock) = (new FakeEmbeddings { Fault = new AppDomainUnloadedException() }, new FakeTimeProvider(Some.Noon));
        var (perceiver, policy) = (new Perceiver(embeddings, clock: clock), Some.Policy(Semantic));
        Assert.Null((await perceiver.PerceiveAsync(Some.Job("refund my order"), policy, Stop)).Nearest);
        embeddings.Fault = null;
        Assert.Null((await perceiver.PerceiveAsync(Some.Job("refund my order"), policy, Stop)).Nearest);
        Assert.Single(embeddings.Asked);
        Assert.Equal(1, counted);
        clock.Advance(SemanticSense.Rest);
        Assert.Equal("refunds", (await perceiver.PerceiveAsync(Some.Job("refund my order"), policy, Stop)).Nearest?.Route);
    }

    [Fact]
    public async Task Perceive_GeneratorIsSilent_GivesNoRouteAfterTwoSeconds()
    {
        var (embeddings, clock) = (new FakeEmbeddings { IsSilent = true }, new FakeTimeProvider(Some.Noon));
        var perceiving = new Perceiver(embeddings, clock: clock).PerceiveAsync(Some.Job("refund my order"), Some.Policy(Semantic), Stop).AsTask();
        Assert.False(perceiving.IsCompleted);
        clock.Advance(SemanticSense.Patience);
        Assert.Null((await perceiving).Nearest);
    }

    [Fact]
    public async Task Perceive_Stopped_IsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var perceiving = new Perceiver(new FakeEmbeddings { IsSilent = true }).PerceiveAsync(Some.Job("refund my order"), Some.Policy(Semantic), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => perceiving);
    }

    private static Perception Now(ValueTask<Perception> perceiving)
    {
        Assert.True(perceiving.IsCompletedSuccessfully);
        return perceiving.Result;
    }
}
