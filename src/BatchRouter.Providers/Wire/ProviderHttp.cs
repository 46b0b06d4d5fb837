namespace BatchRouter.Providers.Wire;

/// <summary>The HTTP client of an adapter.</summary>
internal static class ProviderHttp
{
    // Time limits are the caller's: a second clock in here would cut paid calls.
    public static HttpClient Create(TimeProvider clock) => new(new WireHandler(clock, new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxConnectionsPerServer = 4096,
    }))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
