namespace BatchRouter.Routing;

/// <summary>The router of this moment: catalogue and policy may change while work runs, and a change holds from the next decision on.</summary>
public sealed class LiveRouter(Router router)
{
    private volatile Router _current = router;

    public Router Current => _current;

    public void Swap(Router router) => _current = router;
}
