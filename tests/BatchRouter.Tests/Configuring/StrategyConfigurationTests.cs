using BatchRouter.Auditing;
using BatchRouter.Budgeting;
using BatchRouter.Catalog;
using BatchRouter.Experimenting;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;
using Xunit;
using static BatchRouter.Tests.Configuring.ConfigurationFiles;

namespace BatchRouter.Tests.Configuring;

public sealed class StrategyConfigurationTests
{
    [Fact]
    public void Load_Catalog_GivesFamiliesSuccessorsAndWarmth()
    {
        var models = StrategyFiles.LoadCatalog().Models;
        Assert.Equal(("small", 3.0, 70, new KeepWarm(TimeSpan.FromMinutes(1), "demo")), (models[0].DeploymentOf, models[0].Weight, models[0].ImageTokensLow, models[0].KeepWarm));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(1)), models[0].Prices[0].From);
        Assert.Equal(("large", 1.0, 85, null), (models[1].ReplacedBy, models[1].Weight, models[1].ImageTokensLow, models[1].KeepWarm));
    }

    [Fact]
    public void Load_Task_GivesWhatItsStrategiesNeed()
    {
        var policy = StrategyFiles.LoadPolicy();
        var (law, ordered) = (policy.Tasks["law"], policy.Tasks["ordered"]);
        Assert.Equal((new GainThreshold("small", "old", null, 0.3), 0.1, 0.8), (law.GainThreshold, law.UnsureMargin, law.CheaperFrom));
        Assert.Equal(("court", 0.95, 0.4), (law.Routes[0].Name, law.Routes[0].Quality, law.Routes[0].LeastSimilarity));
        Assert.Equal(("east", 500, TimeSpan.FromSeconds(20)), (law.Classify!.Model, law.Classify.PromptCharacters, law.Classify.LeastSlack));
        Assert.Equal([("easy", null), ("hard", 0.93)], law.Classify.Classes.Select(kind => (kind.Name, kind.Quality)));
        Assert.Equal((0.02, Comparison.Judge, "large"), (law.Audit!.Share, law.Audit.Comparison, law.Audit.JudgeModel));
        Assert.Equal(["static", "fallback"], ordered.Strategies);
        Assert.Equal(["old", "small"], ordered.FallbackOrder);
        Assert.Equal(["rules", "latency"], policy.ProjectStrategies["demo"]);
    }

    [Fact]
    public void Load_Policy_GivesRulesExperimentsPersonalDataAndSideBudgets()
    {
        var policy = StrategyFiles.LoadPolicy();
        var rule = policy.Rules[0];
        Assert.Equal(("internal", "eu", "de", 0.2, 0.8), (rule.DataClass, rule.Region, rule.Language, rule.ComplexityFrom, rule.ComplexityBelow));
        Assert.Equal([("trial", ExperimentKind.Canary), ("behind", ExperimentKind.Shadow)], policy.Experiments.Select(one => (one.Name, one.Kind)));
        Assert.Equal(("new", 0.05, "free"), (policy.Experiments[0].Arms[0].Name, policy.Experiments[0].Arms[0].Share, policy.Experiments[0].When.Tier));
        Assert.Equal("personal", policy.PersonalData!.DataClass);
        Assert.Equal(["email", "iban"], policy.PersonalData.Kinds);
        Assert.Equal(
            [("label:batchrouter.side=audit", 2_500_000_000, BudgetWindow.Week), ("label:batchrouter.side=judge", 2_500_000_000, BudgetWindow.Week), ("label:batchrouter.side=shadow", 3_000_000_000, BudgetWindow.Day)],
            policy.Budgets.Select(budget => (budget.Scope.ToString(), budget.LimitNanoUsd, budget.Window)));
        Assert.All(policy.Budgets, budget => Assert.Equal(AtLimit.Reject, budget.AtLimit));
    }

    [Fact]
    public void Load_AuditsWithoutAPrice_MayCostADollarPerDay()
    {
        var budget = Assert.Single(ConfigurationFiles.LoadPolicy(Change(PolicyText, "\"quality\": 0.8,", "\"quality\": 0.8, \"audit\": {},").Json).Budgets);
        Assert.Equal((1_000_000_000, BudgetWindow.Day), (budget.LimitNanoUsd, budget.Window));
        Assert.Empty(ConfigurationFiles.LoadPolicy().Budgets);
    }

    [Theory]
    [InlineData("[\"rules\", \"latency\"]", "[\"rules\", \"latencey\"]", "$.projects.demo.strategies[1]", "did you mean 'latency'?")]
    [InlineData("[\"rules\", \"latency\"]", "[\"rules\", \"fallback\"]", "$.projects.demo.strategies", "'fallback' needs 'fallbackOrder' in task 'default'")]
    [InlineData("\"classifier\", \"threshold\"]", "\"classifier\", \"treshold\"]", "$.tasks.law.strategies[3]", "did you mean 'threshold'?")]
    [InlineData("\"llm\", \"classifier\",", "\"classifier\", \"llm\",", "$.tasks.law.strategies[2]", "'llm' narrows, so it stands before 'classifier'")]
    [InlineData("\"classifier\", \"threshold\"]", "\"threshold\", \"classifier\"]", "$.tasks.law.strategies[3]", "plans, so it stands last")]
    [InlineData("[\"semantic\", \"llm\",", "[\"semantic\", \"semantic\",", "$.tasks.law.strategies", "stands twice")]
    [InlineData("\"classifier\", \"threshold\"]", "\"classifier\", \"cost\"]", "$.tasks.law.gainThreshold", "nobody reads it")]
    [InlineData("[\"static\", \"fallback\"]", "[\"static\", \"threshold\"]", "$.tasks.ordered.strategies", "'threshold' needs 'gainThreshold'")]
    [InlineData("[\"old\", \"small\"]", "[\"old\", \"smal\"]", "$.tasks.ordered.fallbackOrder", "did you mean 'small'?")]
    [InlineData("\"weak\": \"small\"", "\"weak\": \"old\"", "$.tasks.law.gainThreshold.strong", "another model than weak")]
    [InlineData("\"strongShare\": 0.3", "\"strongShare\": 1.3", "$.tasks.law.gainThreshold.strongShare", "0 to 1")]
    [InlineData("\"strongShare\": 0.3", "\"strongShare\": 0.3, \"gain\": 0.1", "$.tasks.law.gainThreshold", "either gain or strongShare")]
    [InlineData("\"strong\": \"old\"", "\"strong\": \"lage\"", "$.tasks.law.gainThreshold.strong", "did you mean 'large'?")]
    [InlineData("[\"how do I sue\"]", "[\" \"]", "$.tasks.law.routes[0].utterances[0]", "a text is wanted")]
    [InlineData("\"leastSimilarity\": 0.4", "\"leastSimilarity\": 4", "$.tasks.law.routes[0].leastSimilarity", "-1 to 1")]
    [InlineData("\"model\": \"east\"", "\"model\": \"eats\"", "$.tasks.law.classify.model", "did you mean 'east'?")]
    [InlineData("\"promptCharacters\": 500", "\"promptCharacters\": 0", "$.tasks.law.classify.promptCharacters", "1 to 1,000,000")]
    [InlineData("\"leastSlackSeconds\": 20", "\"leastSlackSeconds\": -1", "$.tasks.law.classify.leastSlackSeconds", "0 to 86,400")]
    [InlineData("\"share\": 0.02", "\"share\": 2", "$.tasks.law.audit.share", "0 to 1")]
    [InlineData("\"compare\": \"judge\"", "\"compare\": \"jugde\"", "$.tasks.law.audit.compare", "did you mean 'judge'?")]
    [InlineData("\"judgeModel\": \"large\"", "\"judgeModel\": \"lagre\"", "$.tasks.law.audit.judgeModel", "did you mean 'large'?")]
    [InlineData("\"compare\": \"judge\"", "\"compare\": \"exact\"", "$.tasks.law.audit.judgeModel", "only \"compare\": \"judge\" asks one")]
    [InlineData("\"unsureMargin\": 0.1", "\"unsureMargin\": 1.1", "$.tasks.law.unsureMargin", "0 to 1")]
    [InlineData("\"cheaperFrom\": 0.8", "\"cheaperFrom\": 80", "$.tasks.law.cheaperFrom", "0 to 1")]
    [InlineData("\"task\": \"law\"", "\"task\": \"lwa\"", "$.rules[0].when.task", "did you mean 'law'?")]
    [InlineData("\"language\": \"de\"", "\"language\": \"german\"", "$.rules[0].when.language", "two lower-case letters")]
    [InlineData("\"complexityFrom\": 0.2", "\"complexityFrom\": 2", "$.rules[0].when.complexityFrom", "0 to 1")]
    [InlineData("\"complexityBelow\": 0.8", "\"complexityBelow\": 0.1", "$.rules[0].when.complexityBelow", "more than complexityFrom")]
    [InlineData("\"kind\": \"canary\"", "\"kind\": \"cannary\"", "$.experiments[0].kind", "did you mean 'canary'?")]
    [InlineData("\"share\": 0.05", "\"share\": 0", "$.experiments[0].arms[0].share", "more than 0")]
    [InlineData("[\"email\", \"iban\"]", "[\"email\", \"ibn\"]", "$.personalData.kinds[1]", "did you mean 'iban'?")]
    [InlineData("\"limitUsd\": 2.5", "\"limitUsd\": -1", "$.audits.limitUsd", "0 to 1,000,000,000 USD")]
    [InlineData("\"window\": \"week\"", "\"window\": \"weak\"", "$.audits.window", "did you mean 'week'?")]
    [InlineData("\"gainThreshold\": {", "\"gainTreshold\": {", "$.tasks.law.gainTreshold", "did you mean 'gainThreshold'?")]
    [InlineData("\"utterances\":", "\"utterance\":", "$.tasks.law.routes[0].utterance", "did you mean 'utterances'?")]
    [InlineData("\"complexityBelow\": 0.8", "\"complexityUnder\": 0.8", "$.rules[0].when.complexityUnder", "did you mean")]
    public void Load_WrongValue_IsNamedWithItsLineAndTheNearestThatIsRight(string what, string to, string key, string remedy)
    {
        var (json, line) = Change(StrategyFiles.PolicyText, what, to);
        var fault = Assert.Throws<ConfigurationException>(() => StrategyFiles.LoadPolicy(json));
        Assert.Equal(key, fault.Key);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        if (key is not ("$.tasks.law.gainThreshold" or "$.tasks.law.gainThreshold.strong" or "$.tasks.law.audit.judgeModel"))
            Assert.Equal(line, fault.Line);
    }

    [Theory]
    [InlineData("\"models\": [\"old\"]", "\"models\": [\"large\", \"east\", \"gone\"]", "$.rules[0].models", "model 'gone' is not in the catalogue")]
    [InlineData("\"models\": [\"small\", \"large\"]", "\"models\": [\"small\"]", "$.tasks.law.gainThreshold.strong", "'old' is not among the models of task 'law'")]
    [InlineData("\"arms\": [ { \"name\": \"dark\", \"share\": 0.5, \"models\": [\"east\"] } ]", "\"arms\": [ { \"name\": \"dark\", \"share\": 0.5 } ]", "$.experiments[1].arms[0].models", "one candidate model")]
    [InlineData("\"share\": 0.5, ", "\"share\": 0.5, \"quality\": 0.5, ", "$.experiments[1].arms[0]", "a shadow changes no choice")]
    [InlineData("\"name\": \"behind\"", "\"name\": \"trial\"", "$.experiments", "'trial' stands twice")]
    [InlineData("\"models\": [\"large\"]\n        }\n      ]", "\"models\": []\n        }\n      ]", "$.experiments[0].arms[0].models", "a canary is a model")]
    public void Load_WhatContradictsTheRest_IsNamed(string what, string to, string key, string remedy)
    {
        var fault = Assert.Throws<ConfigurationException>(() => StrategyFiles.LoadPolicy(Change(StrategyFiles.PolicyText, what, to).Json));
        Assert.Equal(key, fault.Key);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
    }

    // Another would never be asked, and nobody would know.
    [Fact]
    public void Load_RuleWithAModelThatItsTaskDoesNotAllow_IsRefused()
    {
        const string Policy = """
            { "version": "1", "projects": { "demo": {} }, "tasks": { "default": {}, "law": { "models": ["large"] } },
              "rules": [ { "name": "r", "when": { "task": "law" }, "models": ["old", "east"] } ] }
            """;
        var fault = Assert.Throws<ConfigurationException>(() => StrategyFiles.LoadPolicy(Policy));
        Assert.Equal(("$.rules[0].models", 2), (fault.Key, fault.Line));
        Assert.Contains("'east' is not among the models of task 'law'", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(StrategyFiles.LoadPolicy(Policy.Replace(", \"east\"", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"weight\": 3", "\"weight\": 0", "$.models[0].weight", "more than 0")]
    [InlineData("\"imageTokensLow\": 70", "\"imageTokensLow\": 2001", "$.models[0].imageTokensLow", "1 to imageTokensAtMost")]
    [InlineData("\"everySeconds\": 60", "\"everySeconds\": 0", "$.models[0].keepWarm.everySeconds", "1 to 86,400")]
    [InlineData("\"deploymentOf\": \"small\"", "\"deploymentOf\": \"large\"", "$.models[0].deploymentOf", "a model of its own")]
    [InlineData("\"replacedBy\": \"large\"", "\"replacedBy\": \"lagre\"", "$.models[1].replacedBy", "did you mean 'large'?")]
    [InlineData("\"replacedBy\": \"large\"", "\"replacedBy\": \"old\"", "$.models[1].replacedBy", "in a circle: old")]
    [InlineData("00+01:00\"", "00\"", "$.models[0].prices[0].from", "names no zone")]
    [InlineData("2026-01-01T00:00:00+01:00", "2026-13-01T00:00:00+01:00", "$.models[0].prices[0].from", "is no time")]
    [InlineData("\"deploymentOf\"", "\"deplyomentOf\"", "$.models[0].deplyomentOf", "did you mean 'deploymentOf'?")]
    public void LoadCatalog_WrongValue_IsNamedWithItsLine(string what, string to, string key, string remedy)
    {
        var (json, line) = Change(StrategyFiles.CatalogText, what, to);
        var fault = Assert.Throws<ConfigurationException>(() => StrategyFiles.LoadCatalog(json));
        Assert.Equal((key, line), (fault.Key, fault.Line));
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadCatalog_ChainOfSuccessors_IsAllowedAndACircleIsNot()
    {
        var chain = Change(StrategyFiles.CatalogText, "\"deploymentOf\": \"small\"", "\"replacedBy\": \"old\"").Json;
        Assert.Equal("old", StrategyFiles.LoadCatalog(chain).Models[0].ReplacedBy);
        var circle = Change(chain, "\"replacedBy\": \"large\"", "\"replacedBy\": \"east\"").Json;
        Assert.Equal("$.models[0].replacedBy", Assert.Throws<ConfigurationException>(() => StrategyFiles.LoadCatalog(circle)).Key);
    }

    [Fact]
    public void Load_ModelKeptWarmForAProjectThatIsNotDeclared_IsRefused() => Assert.Contains(
        "'demo' is missing: the catalogue keeps 'east' warm for it",
        Assert.Throws<ConfigurationException>(() => StrategyFiles.LoadPolicy("""{ "version": "1", "projects": { "other": {} }, "tasks": { "default": {} } }""")).Message,
        StringComparison.Ordinal);
}
