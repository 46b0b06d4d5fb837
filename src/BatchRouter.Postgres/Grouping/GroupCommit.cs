using System.Threading.Channels;
using BatchRouter.Postgres.Connecting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BatchRouter.Postgres.Grouping;

/// <summary>
/// Gathers writes and commits them together: many jobs share one round trip. A fault that passes is waited out; a group that
/// fails for another reason is split until the bad record stands alone, so that it never fails its neighbours.
/// </summary>
internal sealed partial class GroupCommit : IAsyncDisposable
{
    private readonly Channel<Write> _queue = Channel.CreateUnbounded<Write>();
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _postgres;
    private readonly IGroupWriter _writer;
    private readonly GroupCommitOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _loops;

    public GroupCommit(
        NpgsqlDataSource postgres, IGroupWriter writer, GroupCommitOptions options, TimeProvider clock, ILogger logger)
    {
        (_postgres, _writer, _options, _clock, _logger) = (postgres, writer, options, clock, logger);
        _loops = Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => LoopAsync(_stop.Token)));
    }

    public async Task<T> WriteAsync<T>(Write<T> write, CancellationToken stop)
    {
        await _queue.Writer.WriteAsync(write, stop);
        return await write.Done.WaitAsync(stop);
    }

    /// <summary>For a write that nobody waits for. After the end it is dropped: whoever posts can bear its loss.</summary>
    public void Post(Write write) => _queue.Writer.TryWrite(write);

    /// <summary>Commits what was asked for before, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        _stop.CancelAfter(TimeSpan.FromSeconds(10));
        await _loops;
        _stop.Dispose();
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        await Task.Yield();
        var group = new List<Write>(_options.GroupSize);
        var later = new List<Write>();
        while (later.Count > 0 || await CanReadAsync(stop))
        {
            await GatherAsync(group, later, stop);
            await CommitAsync(group, stop);
            group.Clear();
        }
    }

    private async Task<bool> CanReadAsync(CancellationToken stop)
    {
        try
        {
            return await _queue.Reader.WaitToReadAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task GatherAsync(List<Write> group, List<Write> later, CancellationToken stop)
    {
        var keys = new HashSet<(Type, object)>();
        var before = later.ToArray();
        later.Clear();
        foreach (var write in before)
            (keys.Add((write.GetType(), write.Key)) ? group : later).Add(write);
        Drain(group, later, keys);
        if (group.Count < _options.GroupSize / 4 && _options.Linger > TimeSpan.Zero && !stop.IsCancellationRequested)
        {
            await Task.Delay(_options.Linger, _clock, CancellationToken.None);
            Drain(group, later, keys);
        }
    }

    private void Drain(List<Write> group, List<Write> later, HashSet<(Type, object)> keys)
    {
        while (group.Count < _options.GroupSize && _queue.Reader.TryRead(out var write))
            (keys.Add((write.GetType(), write.Key)) ? group : later).Add(write);
    }

    private async Task CommitAsync(List<Write> group, CancellationToken stop)
    {
        var pause = _options.RetryPause;
        while (true)
        {
            try
            {
                await ExecuteAsync(group, stop);
                foreach (var write in group)
                    write.Complete();
                return;
            }
            catch (Exception fault) when (PassingFaults.IsPassing(fault) && !stop.IsCancellationRequested)
            {
                LogPassing(fault, group.Count);
                await Task.Delay(pause, _clock, CancellationToken.None);
                pause = pause * 2 > TimeSpan.FromSeconds(2) ? TimeSpan.FromSeconds(2) : pause * 2;
            }
            catch (Exception fault) when (group.Count == 1 || stop.IsCancellationRequested)
            {
                LogRefused(fault, group.Count);
                foreach (var write in group)
                    write.Fail(fault);
                return;
            }
            catch (Exception fault)
            {
                LogSplit(fault, group.Count);
                var half = group.Count / 2;
                await CommitAsync(group.Take(half).ToList(), stop);
                await CommitAsync(group.Skip(half).ToList(), stop);
                return;
            }
        }
    }

    private async Task ExecuteAsync(IReadOnlyList<Write> group, CancellationToken stop)
    {
        await using var connection = await _postgres.OpenConnectionAsync(stop);
        await _writer.WriteAsync(connection, group, stop);
    }

    [LoggerMessage(100, LogLevel.Warning, "A commit of {Count} records waits for Postgres")]
    private partial void LogPassing(Exception fault, int count);

    [LoggerMessage(101, LogLevel.Error, "Postgres refused {Count} records")]
    private partial void LogRefused(Exception fault, int count);

    [LoggerMessage(102, LogLevel.Warning, "A group of {Count} records is split to find the one at fault")]
    private partial void LogSplit(Exception fault, int count);
}
