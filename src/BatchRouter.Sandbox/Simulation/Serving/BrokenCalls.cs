using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>Calls that come to nothing because the API has a bad moment, drawn by the number of the call.</summary>
internal sealed class BrokenCalls(double share, ulong seed)
{
    private long _calls;

    public RequestDelegate Around(Dialect dialect, RequestDelegate serve) => http =>
        Chance.Of(seed, Draw.BrokenCall, (ulong)Interlocked.Increment(ref _calls)).Unit() < share
            ? dialect.RefuseAsync(http, ApiError.Unavailable)
            : serve(http);
}
