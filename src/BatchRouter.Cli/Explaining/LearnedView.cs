using BatchRouter.Cli.Presenting;
using BatchRouter.Forecasting;
using BatchRouter.Postgres.Learning;
using BatchRouter.Rescuing;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchRouter.Cli.Explaining;

/// <summary>What workers believe now of what was learned, read once.</summary>
internal static class LearnedView
{
    /// <param name="postgres">Where versions are stored; null, nothing was learned.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<LearnedBook> ReadAsync(string? postgres, CancellationToken stop)
    {
        var book = new LearnedBook();
        if (string.IsNullOrEmpty(postgres))
            return book;
        await using var source = CommonOptions.Database(postgres);
        using var meter = new LearnedMeter();
        await new LearnedRound(new LearnedModels(source), book, meter, new RoundOptions(), NullLogger<LearnedRound>.Instance).RunOnceAsync(stop);
        return book;
    }
}
