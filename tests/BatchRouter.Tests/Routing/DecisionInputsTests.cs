using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Tests.Budgeting;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Routing;

public sealed class DecisionInputsTests
{
    private static readonly string[] Names = ["weak", "middle", "strong", "quick"];

    private static readonly Gen<IReadOnlySet<string>> Offers = One(Names).HashSet[0, 3].Select(names => (IReadOnlySet<string>)names.Select(name => $"{name}:sync").ToHashSet());

    private static readonly Gen<TimeSpan?> Time = Gen.Long[1, 100_000_000].Select(ticks => TimeSpan.FromTicks(ticks)).Nullable();

    private static readonly Gen<ObservedModel> Observed = Gen.Select(Time, Time, Gen.Double.Unit, Gen.Double.Unit.Nullable(), Gen.Int[0, 9], Gen.Bool)
        .Select((p50, p99, errors, headroom, underWay, recovering) => new ObservedModel
        {
            P50 = p50,
            P99 = p99,
            ErrorShare = errors,
            Headroom = headroom,
            UnderWay = underWay,
            IsRecovering = recovering,
        });

    private static readonly Gen<LearnedForecast> Forecast = Gen.Select(Gen.Long[1, 99], Gen.Dictionary(One(Names), Gen.Double.Unit)[1, 4], Gen.Double.Unit, Gen.Double.Unit.Nullable())
        .Select((version, quality, evidence, threshold) => new LearnedForecast(version, quality, evidence) { GainThreshold = threshold });

    private static readonly Gen<Perception> Perceived = Gen.Select(
            One<string?>(null, "de", "en"), Gen.Double.Unit.Nullable(), One("email", "iban").HashSet[0, 2], Gen.Double[-1, 1], Forecast, Gen.Bool)
        .Select((language, complexity, kinds, similarity, forecast, isFull) => new Perception
        {
            Language = language,
            Complexity = complexity,
            PersonalData = [.. kinds],
            Nearest = isFull ? new SemanticMatch("billing", similarity) : null,
            Forecast = isFull ? forecast : null,
        });

    private static readonly Gen<BudgetRefusal> Refusal = Gen.Select(
            Gen.Enum<AtLimit>(), Gen.Enum<BudgetWindow>(), One("all", "project:demo", "model:weak", "label:a=b"), Gen.Long[0, 600_000], Gen.Long[0, 600_000],
            Gen.Long[1, 5_000_000], Gen.Bool)
        .Select((atLimit, window, scope, posted, held, asked, soft) => BudgetRefusal.Of(
            SomeBudgets.Account(SomeBudgets.Budget(scope, atLimit, window, 1_000_000, soft, soft ? 5_000 : 0), posted, held, held % 2 == 0), asked));

    private static readonly Gen<RoutingRequest> Story = Gen.Select(Offers, Offers, Offers, Gen.Int[0, 3], Gen.Bool, Gen.Double.Unit.Nullable(), Gen.Long[0, 9_000_000].Nullable(), Gen.Int[-30, 7_200])
        .Select((failed, forGood, remaining, waits, wasCut, floor, left, slack) => Some.Request(Some.Job(slack: TimeSpan.FromSeconds(slack))) with
        {
            Step = waits + 1,
            Failed = failed,
            FailedForGood = forGood,
            Remaining = [.. remaining],
            Waits = waits,
            WasCut = wasCut,
            StrongerThan = floor,
            LeftNanoUsd = left,
        });

    private static readonly Gen<RoutingRequest> AnyRequest = Gen.Select(
            Story, Perceived, Gen.Dictionary(One(Names), Observed)[0, 4], Refusal.List[0, 3], Gen.Dictionary(One(Names), Gen.Int[-5, 60])[0, 2],
            Gen.Dictionary(One(Names), Gen.Long[1, 5_000_000])[0, 4], Gen.Double[0, 2].Nullable(), Gen.Int[0, 9])
        .Select((story, perception, observed, refusals, breakers, costs, used, kind) => story with
        {
            Now = story.Now.AddTicks(kind * 12_345),
            Perception = perception,
            Verdict = kind == 1 ? new Verdict("hard", new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11])) { IsRemembered = perception.Language is null } : null,
            VerdictFailed = kind == 2,
            Again = kind == 3 ? "middle:sync" : null,
            Cached = kind == 4 ? new CachedAnswer(Guid.Empty, "middle", 0.9, "42", null) : null,
            IsDrifting = kind == 5,
            Observed = observed,
            OverBudget = refusals,
            OpenBreakers = breakers.ToDictionary(pair => pair.Key, pair => story.Now.AddSeconds(pair.Value)),
            UsualCosts = costs.ToDictionary(pair => $"{pair.Key}:sync", pair => pair.Value),
            BudgetUsed = used,
        });

    [Fact]
    public void Read_WhateverWasDecided_IsDecidedTheSameAgain()
    {
        var router = new Router(Some.Catalog(), Some.Policy());
        AnyRequest.Sample(request =>
        {
            var written = DecisionJson.Write(router.Decide(request));
            var read = Assert.IsType<StoredInputs.Complete>(DecisionInputs.Read(written, request.Job));
            Assert.Equal(written, DecisionJson.Write(router.Decide(read.Request)));
        });
    }

    [Fact]
    public void Read_EveryInputOfTheRequest_ComesBack() => AnyRequest.Sample(request =>
    {
        var read = Assert.IsType<StoredInputs.Complete>(DecisionInputs.Read(DecisionJson.Write(new Router(Some.Catalog(), Some.Policy()).Decide(request)), request.Job)).Request;
        Assert.Equal(request.Perception.Forecast?.Quality, read.Perception.Forecast?.Quality);
        Assert.Equal((request.Perception.Forecast?.Version, request.Perception.Forecast?.Evidence, request.Perception.Forecast?.GainThreshold), (read.Perception.Forecast?.Version, read.Perception.Forecast?.Evidence, read.Perception.Forecast?.GainThreshold));
        Assert.Equal(request.Perception with { Forecast = null, PersonalData = [] }, read.Perception with { Forecast = null, PersonalData = [] });
        Assert.Equal(request.Perception.PersonalData, read.Perception.PersonalData);
        Assert.Equal((request.Verdict, request.VerdictFailed, request.IsDrifting, request.BudgetUsed), (read.Verdict, read.VerdictFailed, read.IsDrifting, read.BudgetUsed));
        Assert.Equal(request.Observed.Where(pair => pair.Value != new ObservedModel()).OrderBy(pair => pair.Key), read.Observed.OrderBy(pair => pair.Key));
        Assert.Equal(request.OverBudget, read.OverBudget);
        Assert.Equal(request.OpenBreakers, read.OpenBreakers);
    });

    [Fact]
    public void Read_RefusalsStoredAsText_SaysWhatIsMissing()
    {
        var router = new Router(Some.Catalog(), Some.Policy());
        var refusal = SomeBudgets.Refusal(900_000, 0, 200_000);
        var written = DecisionJson.Write(router.Decide(Some.Request() with { OverBudget = [refusal] }));
        var start = written.IndexOf("\"overBudget\":[", StringComparison.Ordinal) + 14;
        var old = written[..start] + $"\"{refusal.Arithmetic}\"" + written[written.IndexOf(']', start)..];
        Assert.Contains("text", Assert.IsType<StoredInputs.Incomplete>(DecisionInputs.Read(old, Some.Job())).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnInputOfAnotherVersion_IsIncomplete()
    {
        var written = DecisionJson.Write(new Router(Some.Catalog(), Some.Policy()).Decide(Some.Request()));
        var newer = written.Replace("\"promptTokens\":", "\"phaseOfTheMoon\":1,\"promptTokens\":", StringComparison.Ordinal);
        Assert.Equal("unknown input phaseOfTheMoon", Assert.IsType<StoredInputs.Incomplete>(DecisionInputs.Read(newer, Some.Job())).Reason);
    }

    [Fact]
    public void Write_NothingOutOfTheOrdinary_WritesNoDefaults()
    {
        var written = DecisionJson.Write(new Router(Some.Catalog(), Some.Policy()).Decide(Some.Request() with { Observed = new Dictionary<string, ObservedModel> { ["weak"] = new() } }));
        Assert.Contains("\"inputs\":{\"now\":\"2026-11-22T12:00:00+00:00\",\"deadline\":\"2026-11-22T13:00:00+00:00\",\"slackSeconds\":3600,\"promptTokens\":100,\"promptTokensAtMost\":200}", written, StringComparison.Ordinal);
    }

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
