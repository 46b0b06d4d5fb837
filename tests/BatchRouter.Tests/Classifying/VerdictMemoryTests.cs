using BatchRouter.Classifying;
using BatchRouter.Perceiving;
using Xunit;

namespace BatchRouter.Tests.Classifying;

public sealed class VerdictMemoryTests
{
    private static readonly Verdict Hard = new("hard", Guid.Empty);

    [Fact]
    public void Recall_TheSameQuestion_IsRememberedAndSaysSo()
    {
        var memory = new VerdictMemory();
        memory.Remember(Some.Job("why?"), Kinds.Settings, Hard);
        Assert.Equal(Hard with { IsRemembered = true }, memory.Recall(Some.Job("why?") with { Deadline = Some.Noon.AddDays(3) }, Kinds.Settings));
    }

    [Fact]
    public void Recall_AnythingAskedOtherwise_IsAskedAnew()
    {
        var memory = new VerdictMemory();
        memory.Remember(Some.Job("why?"), Kinds.Settings, Hard);
        Assert.Null(memory.Recall(Some.Job("why not?"), Kinds.Settings));
        Assert.Null(memory.Recall(Some.Job("why?") with { Task = "other" }, Kinds.Settings));
        Assert.Null(memory.Recall(Some.Job("why?"), Kinds.Settings with { Model = "weak" }));
        Assert.Null(memory.Recall(Some.Job("why?"), Kinds.Settings with { Classes = [.. Kinds.Settings.Classes.Take(2)] }));
        Assert.Null(memory.Recall(Some.Job("why?"), null));
    }

    [Fact]
    public void Remember_MoreThanItHolds_ForgetsTheOldest()
    {
        var memory = new VerdictMemory(2);
        foreach (var prompt in (string[])["a", "b", "b", "c"])
            memory.Remember(Some.Job(prompt), Kinds.Settings, Hard);
        Assert.Null(memory.Recall(Some.Job("a"), Kinds.Settings));
        Assert.NotNull(memory.Recall(Some.Job("b"), Kinds.Settings));
        Assert.NotNull(memory.Recall(Some.Job("c"), Kinds.Settings));
    }
}
