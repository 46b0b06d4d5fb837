using BatchRouter.Budgeting;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;
using Xunit;

namespace BatchRouter.Tests.Configuring;

public sealed class BudgetTableTests
{
    [Fact]
    public void Load_WholeTable_IsReadToTheNanoDollar()
    {
        var policy = Load("""{ "scope": "team:north", "window": "week", "limitUsd": 12.500000001, "timeZone": "Europe/Berlin", "atLimit": "cheaper", "soft": true, "reserveUsd": 0.5 }""");
        var budget = policy.Budgets.Single();
        Assert.Equal((new BudgetScope.Team("north"), BudgetWindow.Week, "Europe/Berlin"), (budget.Scope, budget.Window, budget.Zone.Id));
        Assert.Equal((12_500_000_001, AtLimit.Cheaper, true, 500_000_000), (budget.LimitNanoUsd, budget.AtLimit, budget.IsSoft, budget.ReserveNanoUsd));
        Assert.Equal(("north", null), (policy.TeamOf("demo"), policy.TeamOf("other")));
    }

    [Fact]
    public void Load_LeastSaid_WaitsAtAHardLimitInUtc()
    {
        var budget = Load("""{ "scope": "all", "window": "month", "limitUsd": 100 }""").Budgets.Single();
        Assert.Equal((AtLimit.Wait, false, "UTC", 0), (budget.AtLimit, budget.IsSoft, budget.Zone.Id, budget.ReserveNanoUsd));
    }

    [Theory]
    [InlineData("""{ "scope": "squad:x", "window": "day", "limitUsd": 1 }""", "$.budgets[0].scope")]
    [InlineData("""{ "scope": "project:nobody", "window": "day", "limitUsd": 1 }""", "$.budgets[0].scope")]
    [InlineData("""{ "scope": "team:nobody", "window": "day", "limitUsd": 1 }""", "$.budgets[0].scope")]
    [InlineData("""{ "scope": "model:nobody", "window": "day", "limitUsd": 1 }""", "$.budgets[0].scope")]
    [InlineData("""{ "scope": "all", "window": "year", "limitUsd": 1 }""", "$.budgets[0].window")]
    [InlineData("""{ "scope": "all", "window": "day", "limitUsd": -1 }""", "$.budgets[0].limitUsd")]
    [InlineData("""{ "scope": "all", "window": "day", "limitUsd": 0.0000000001 }""", "$.budgets[0].limitUsd")]
    [InlineData("""{ "scope": "all", "window": "day", "limitUsd": 1, "timeZone": "Mars/Olympus" }""", "$.budgets[0].timeZone")]
    [InlineData("""{ "scope": "all", "window": "day", "limitUsd": 1, "atLimit": "stop" }""", "$.budgets[0].atLimit")]
    [InlineData("""{ "scope": "all", "window": "day", "limitUsd": 1, "reserveUsd": 1 }""", "$.budgets[0].reserveUsd")]
    [InlineData("""{ "scope": "all", "window": "day", "limitUsd": 1 }, { "scope": "all", "window": "day", "limitUsd": 2 }""", "$.budgets[1]")]
    public void Load_WhatCannotBeUsed_NamesTheKey(string budgets, string key) =>
        Assert.Contains(key, Assert.Throws<ConfigurationException>(() => Load(budgets)).Message, StringComparison.Ordinal);

    private static RoutingPolicy Load(string budgets) => PolicyLoader.Load(
        "batchrouter.json",
        $$"""{ "version": "1", "projects": { "demo": { "team": "north" }, "other": {} }, "tasks": { "default": {} }, "budgets": [{{budgets}}] }""",
        Some.Catalog());
}
