using System.Reflection;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing;
using Xunit;

namespace BatchRouter.Tests.Crashing;

public sealed class PortProxyTests : IAnnouncer, ITokenCounter, IMortal
{
    private static readonly Announcement End = new Announcement.Rejected("$", "code", "why") { Key = Some.Job().Key, At = Some.Noon };

    private readonly List<string> _asked = [];

    private bool _isDead;

    bool IMortal.IsDead => _isDead;

    private string? Doom { get; set; }

    [Fact]
    public void Call_DyingBefore_NeverReachesThePortNorReturns()
    {
        Doom = "IAnnouncer.AnnounceAsync before";
        var call = PortProxy.Before<IAnnouncer>(this, this).AnnounceAsync(End, CancellationToken.None);
        Assert.Empty(_asked);
        Assert.False(call.IsCompleted);
    }

    [Fact]
    public void Call_DyingAfter_WasDoneButNeverReturns()
    {
        Doom = "IAnnouncer.AnnounceAsync after";
        var call = PortProxy.Before<IAnnouncer>(this, this).AnnounceAsync(End, CancellationToken.None);
        Assert.Single(_asked);
        Assert.False(call.IsCompleted);
    }

    [Fact]
    public async Task Call_OfTheLiving_GoesThrough()
    {
        await PortProxy.Before<IAnnouncer>(this, this).AnnounceAsync(End, CancellationToken.None);
        Assert.Equal(7, PortProxy.Before<ITokenCounter>(this, this).Measure(Some.Job()).Tokens);
        Assert.Equal(["announce", "measure"], _asked);
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 1)]
    public void Call_ThatGivesNoTaskBack_ThrowsToTheDead(string when, int asked)
    {
        Doom = $"ITokenCounter.Measure {when}";
        var port = PortProxy.Before<ITokenCounter>(this, this);
        Assert.Throws<WorkerDiedException>(() => port.Measure(Some.Job()));
        Assert.Throws<WorkerDiedException>(() => port.Measure(Some.Job()));
        Assert.Equal(asked, _asked.Count);
    }

    [Fact]
    public void Call_OfTheDead_ReachesNobody()
    {
        _isDead = true;
        Assert.False(PortProxy.Before<IAnnouncer>(this, this).AnnounceAsync(End, CancellationToken.None).IsCompleted);
        Assert.Empty(_asked);
    }

    Task IAnnouncer.AnnounceAsync(Announcement announcement, CancellationToken stop)
    {
        _asked.Add("announce");
        return Task.CompletedTask;
    }

    PromptSize ITokenCounter.Measure(BatchJob job)
    {
        _asked.Add("measure");
        return new PromptSize(7, 7, 0);
    }

    bool IMortal.DiesAt(int point) => _isDead |= CrashPoints.Names[point] == Doom;

    void IMortal.CheckThread(MethodInfo method)
    {
    }
}
