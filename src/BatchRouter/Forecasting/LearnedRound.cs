using System.Diagnostics.CodeAnalysis;
using BatchRouter.Learning;
using BatchRouter.Rescuing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Forecasting;

/// <summary>
/// Brings what is in use into this worker's book, without a restart. What cannot be read is said once, and the version before it stays:
/// a worker with an older opinion is better than one with none.
/// </summary>
public sealed partial class LearnedRound(ILearnedModels models, LearnedBook book, LearnedMeter meter, RoundOptions options, ILogger<LearnedRound> logger)
    : IRound
{
    private readonly ILogger _logger = logger;
    private readonly HashSet<long> _unreadable = [];

    public TimeSpan Every => options.LearnEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var (held, mark) = (book.Current, await models.LookAsync(stop));
        if (mark == held.Mark)
            return false;
        var active = mark.Switch == held.Mark.Switch ? null : await models.ActiveAsync(stop);
        book.Swap(new LearnedPages
        {
            Mark = mark,
            Qualities = active is null ? held.Qualities : await LoadAsync(active, LearnedKind.Quality, held.Qualities, bytes => LearnedQuality.FromBytes(bytes.Span), stop),
            Confidences = active is null ? held.Confidences : await LoadAsync(active, LearnedKind.Confidence, held.Confidences, bytes => ConfidenceBytes.Read(bytes.Span), stop),
            Standings = mark.Drift == held.Mark.Drift ? held.Standings : await models.StandingsAsync(stop),
        });
        return false;
    }

    private async Task<IReadOnlyDictionary<string, Page<T>>> LoadAsync<T>(
        IReadOnlyList<ActiveModel> active, LearnedKind kind, IReadOnlyDictionary<string, Page<T>> held, Func<ReadOnlyMemory<byte>, T> read, CancellationToken stop)
    {
        var pages = new Dictionary<string, Page<T>>(StringComparer.Ordinal);
        foreach (var (version, task, _) in active.Where(model => model.Kind == kind))
        {
            var old = held.GetValueOrDefault(task);
            var page = old?.Version == version ? old : await ReadAsync(version, task, read, stop) ?? old;
            if (page is not null)
                pages.Add(task, page);
        }

        return pages;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with stored bytes, the old version stays, and it is said and counted.")]
    private async Task<Page<T>?> ReadAsync<T>(long version, string task, Func<ReadOnlyMemory<byte>, T> read, CancellationToken stop)
    {
        var bytes = await models.ReadAsync(version, stop);
        try
        {
            var page = new Page<T>(version, read(bytes));
            LogLoaded(version, task);
            return page;
        }
        catch (Exception fault)
        {
            meter.Unreadable(task);
            if (_unreadable.Add(version))
                LogUnreadable(fault, version, task);
            return null;
        }
    }

    [LoggerMessage(350, LogLevel.Information, "Version {Version} of what was learned of task {Task} is in use")]
    private partial void LogLoaded(long version, string task);

    [LoggerMessage(351, LogLevel.Error, "Version {Version} of what was learned of task {Task} cannot be read: what was in use before stays")]
    private partial void LogUnreadable(Exception fault, long version, string task);
}
