using System.Collections;
using System.Text;
using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Routing;
using BatchRouter.Tests.House;
using BatchRouter.Worker.Configuring;
using Xunit;
using static BatchRouter.Tests.Configuring.ConfigurationFiles;

namespace BatchRouter.Tests.Configuring;

public sealed class PolicyLoaderTests
{
    [Fact]
    public void Load_GoodFile_GivesEveryValue()
    {
        var policy = LoadPolicy();
        var task = policy.TaskFor("anything");
        Assert.Equal((0.8, 0.5, "small", 10, 10), (task.Quality, task.Scoring.Threshold, task.StaticModel, task.ExpectedOutputTokens, task.FirstOutputTokens));
        Assert.Equal((3, 3, 3, 1_000_000_000L, TimeSpan.FromMinutes(1)), (task.Caps.Attempts, task.Caps.Waits, task.Caps.Rescues, task.Caps.CostNanoUsd, task.Caps.AfterDeadline));
        Assert.Equal((0.7, 0.2), (task.Judge.AcceptsRight, task.Judge.AcceptsWrong));
        var rule = Assert.Single(policy.Rules);
        Assert.Equal(("first", "demo", 5, 50, 0.9), (rule.Name, rule.Project, rule.PromptTokensFrom, rule.PromptTokensBelow, rule.Quality));
        Assert.Equal((0.5, TimeSpan.FromSeconds(5), 3), (policy.QualityWords["cheap"], policy.LittleSlack, policy.PlanSteps));
        Assert.Equal(["demo"], policy.Projects);
    }

    [Fact]
    public void Load_LearningSwitchedOffAndLimitsOfDrift_AreTheTasks()
    {
        var plain = LoadPolicy().TaskFor("anything");
        Assert.Equal((true, 0.15, null), (plain.UsesLearned, plain.Drift.CalibrationError, plain.Drift.LeastQuality));
        var task = LoadPolicy(Change(PolicyText, "\"slope\": 1", "\"slope\": 1 }, \"learned\": false, \"drift\": { \"calibrationError\": 0.2, \"leastQuality\": 0.7").Json).TaskFor("anything");
        Assert.Equal((false, 0.2, 0.7), (task.UsesLearned, task.Drift.CalibrationError, task.Drift.LeastQuality));
    }

    [Fact]
    public void Load_Lanes_AreTheTasksElseThePolicysElseAll()
    {
        Assert.Equal(TaskPolicy.AllLanes, LoadPolicy().TaskFor("anything").Lanes);
        Assert.Equal(0.001, LoadPolicy().Lateness);
        var (ofPolicy, _) = Change(PolicyText, "\"planSteps\": 3", "\"planSteps\": 3, \"lanes\": [\"batch\", \"sync\"], \"lateness\": 0.01");
        Assert.Equal([Lane.Batch, Lane.Sync], LoadPolicy(ofPolicy).TaskFor("anything").Lanes);
        Assert.Equal(0.01, LoadPolicy(ofPolicy).Lateness);
        Assert.Equal([Lane.Sync], LoadPolicy(Change(ofPolicy, "\"slope\": 1", "\"slope\": 1 }, \"lanes\": [\"sync\"], \"drift\": {").Json).TaskFor("anything").Lanes);
    }

    [Theory]
    [InlineData("\"demo\": { }", "", "$.projects")]
    [InlineData("\"default\": {", "\"other\": {", "$.tasks")]
    [InlineData("\"quality\": 0.8", "\"quality\": 1.1", "$.tasks.default.quality")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": 2", "$.tasks.default.threshold")]
    [InlineData("[\"final-number\"]", "[\"final-word\"]", "$.tasks.default.verifiers")]
    [InlineData("\"staticModel\": \"small\"", "\"staticModel\": \"large\"", "$.tasks.default.staticModel")]
    [InlineData("\"expectedOutputTokens\": 10", "\"expectedOutputTokens\": 0", "$.tasks.default.expectedOutputTokens")]
    [InlineData("\"firstOutputTokens\": 10", "\"firstOutputTokens\": 0", "$.tasks.default.firstOutputTokens")]
    [InlineData("\"slope\": 1", "\"slope\": 99", "$.tasks.default.weights.slope")]
    [InlineData("\"slope\": 1", "\"slope\": 1 }, \"drift\": { \"calibrationError\": 0", "$.tasks.default.drift.calibrationError")]
    [InlineData("\"slope\": 1", "\"slope\": 1 }, \"drift\": { \"leastQuality\": 2", "$.tasks.default.drift.leastQuality")]
    [InlineData("\"acceptsRight\": 0.7", "\"acceptsRight\": 7", "$.tasks.default.judge.acceptsRight")]
    [InlineData("\"acceptsWrong\": 0.2", "\"acceptsWrong\": -1", "$.tasks.default.judge.acceptsWrong")]
    [InlineData("\"attempts\": 3", "\"attempts\": 0", "$.tasks.default.caps.attempts")]
    [InlineData("\"waits\": 3", "\"waits\": -1", "$.tasks.default.caps.waits")]
    [InlineData("\"rescues\": 3", "\"rescues\": -1", "$.tasks.default.caps.rescues")]
    [InlineData("\"costUsd\": 1", "\"costUsd\": -1", "$.tasks.default.caps.costUsd")]
    [InlineData("\"afterDeadlineSeconds\": 60", "\"afterDeadlineSeconds\": -1", "$.tasks.default.caps.afterDeadlineSeconds")]
    [InlineData("\"project\": \"demo\"", "\"project\": \"other\"", "$.rules[0].when.project")]
    [InlineData("\"promptTokensFrom\": 5", "\"promptTokensFrom\": -5", "$.rules[0].when.promptTokensFrom")]
    [InlineData("\"promptTokensBelow\": 50", "\"promptTokensBelow\": 5", "$.rules[0].when.promptTokensBelow")]
    [InlineData("\"quality\": 0.9", "\"quality\": 9", "$.rules[0].quality")]
    [InlineData("\"balanced\": 0.8", "\"balanced\": 8", "$.qualityWords.balanced")]
    [InlineData("\"balanced\": 0.8,", "\"balanced\": 0.8, \"fair\": 0.8,", "$.qualityWords.fair")]
    [InlineData("\"littleSlackSeconds\": 5", "\"littleSlackSeconds\": -1", "$.littleSlackSeconds")]
    [InlineData("\"planSteps\": 3", "\"planSteps\": 4", "$.planSteps")]
    [InlineData("\"planSteps\": 3", "\"lateness\": 0", "$.lateness")]
    [InlineData("\"planSteps\": 3", "\"lanes\": [\"sync\", \"bach\"]", "$.lanes[1]")]
    [InlineData("\"planSteps\": 3", "\"lanes\": [\"batch\"]", "$.lanes")]
    [InlineData("\"planSteps\": 3", "\"lanes\": [\"sync\", \"sync\"]", "$.lanes")]
    [InlineData("\"slope\": 1", "\"slope\": 1 }, \"lanes\": [\"flex\"], \"drift\": {", "$.tasks.default.lanes")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": null", "$.tasks.default.threshold")]
    [InlineData("\"demo\": { }", "\"demo\": null", "$.projects.demo")]
    public void Load_WrongValue_IsNamedWithItsLine(string what, string to, string key)
    {
        var (json, line) = Change(PolicyText, what, to);
        var fault = Assert.Throws<ConfigurationException>(() => LoadPolicy(json));
        Assert.Equal(key, fault.Key);
        // Where the key is gone, its holder's line.
        Assert.Equal(key is "$.projects" or "$.tasks" ? line - 1 : line, fault.Line);
    }

    [Theory]
    [InlineData("\"models\": [\"small\"],\n      \"staticModel\"", "\"models\": [\"large\"],\n      \"staticModel\"", "$.tasks.default.models")]
    [InlineData("\"models\": [\"small\"],\n      \"quality\"", "\"models\": [\"large\"],\n      \"quality\"", "$.rules[0].models")]
    [InlineData("\"models\": [\"small\"],\n      \"quality\": 0.9", "\"models\": []", "$.rules[0]")]
    [InlineData("\"cheap\": 0.5,", "", "$.qualityWords")]
    public void Load_WhatContradictsTheRest_IsNamed(string what, string to, string key) =>
        Assert.Equal(key, Assert.Throws<ConfigurationException>(() => LoadPolicy(Change(PolicyText, what, to).Json)).Key);

    [Theory]
    [InlineData("\"threshold\"", "\"treshold\"")]
    [InlineData("\"littleSlackSeconds\"", "\"littleSlack\"")]
    [InlineData("\"promptTokensFrom\"", "\"promptTokenFrom\"")]
    public void Load_MisspeltKey_IsNamedWithItsLine(string what, string to)
    {
        var (json, line) = Change(PolicyText, what, to);
        var fault = Assert.Throws<ConfigurationException>(() => LoadPolicy(json));
        Assert.Equal(line, fault.Line);
        Assert.Contains(to.Trim('"'), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_OfBothFiles_AreAsApproved()
    {
        var text = new StringBuilder();
        text.AppendLine("catalog.json");
        AddKeys(text, typeof(CatalogFile), "  ");
        text.AppendLine("batchrouter.json");
        AddKeys(text, typeof(PolicyFile), "  ");
        Approved.Matches("Configuring/Keys", text.ToString());
    }

    private static void AddKeys(StringBuilder text, Type type, string indent)
    {
        foreach (var property in type.GetProperties())
        {
            var isRequired = property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute), false);
            var isMap = property.PropertyType.IsGenericType && property.PropertyType.Name.Contains("Dictionary", StringComparison.Ordinal);
            var inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType;
            var isList = !isMap && property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable));
            var shape = isMap ? "map of " : isList ? "list of " : "";
            var isObject = inner.DeclaringType is not null;
            text.AppendLine($"{indent}{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}: {shape}{(isObject ? "object" : inner.Name)}{(isRequired ? ", required" : "")}");
            if (isObject)
                AddKeys(text, inner, indent + "  ");
        }
    }
}
