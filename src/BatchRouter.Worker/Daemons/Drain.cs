namespace BatchRouter.Worker.Daemons;

/// <summary>The second stop: jobs that did not finish within the drain time are left to whoever takes them over.</summary>
public sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _hard = new();

    public CancellationToken Hard => _hard.Token;

    public void Release() => _hard.Cancel();

    public void Dispose() => _hard.Dispose();
}
