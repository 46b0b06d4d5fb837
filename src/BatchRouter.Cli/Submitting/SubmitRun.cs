using System.Runtime.CompilerServices;
using BatchRouter.Cli.Presenting;
using BatchRouter.Jobs;
using BatchRouter.Providers.Schemas;
using BatchRouter.Worker.Messaging;

namespace BatchRouter.Cli.Submitting;

/// <summary>Checks all of a source, then publishes it. Nothing is published while one entry is invalid, unless that was asked for.</summary>
internal sealed class SubmitRun(ISource source, bool skipsInvalid, Screen screen, TimeProvider clock)
{
    private const int ErrorsKept = 1_000;
    private const int GroupsKept = 1_000;

    private readonly NJsonSchemaValidator _schemas = new();
    private readonly List<InvalidEntry> _errors = [];
    private readonly Dictionary<string, long> _groups = [];
    private readonly HashSet<JobKey> _seen = [];
    private long _found, _invalid, _published, _confirmed;

    public bool IsRefused => _invalid > 0 && !skipsInvalid;

    public SubmitResult Result => new()
    {
        Found = _found,
        Invalid = _invalid,
        Published = Interlocked.Read(ref _published),
        Confirmed = Interlocked.Read(ref _confirmed),
        GroupId = _groups.Count == 1 && !_groups.ContainsKey("") ? _groups.Keys.Single() : null,
        Groups = _groups,
        Errors = _errors,
    };

    public async Task RunAsync(Uri rabbitMq, CancellationToken stop)
    {
        // Both readings ask by the same clock: what passed the check is what is published.
        var now = clock.GetUtcNow();
        await CheckAsync(now, stop);
        if (!IsRefused && _found > _invalid)
            await PublishAsync(rabbitMq, now, stop);
    }

    private Task CheckAsync(DateTimeOffset now, CancellationToken stop) =>
        new Bars(screen, clock).ShowAsync("checking", async progress =>
        {
            var checker = new EntryChecker(now, _schemas);
            await foreach (var entry in source.ReadAsync(stop))
            {
                _found++;
                var (job, fault) = checker.Check(entry);
                if (job is not null)
                    CountGroup(job);
                else
                    Remember(entry, fault!);
                if (_found % 1_000 == 0)
                    progress(_found, source.Count ?? 0, _invalid == 0 ? "" : $"({_invalid} invalid)");
            }

            progress(_found, _found, _invalid == 0 ? "" : $"({_invalid} invalid)");
        });

    private Task PublishAsync(Uri rabbitMq, DateTimeOffset now, CancellationToken stop) =>
        new Bars(screen, clock).ShowAsync("publishing", async progress =>
        {
            await using var publisher = await BodyPublisher.ConnectAsync(rabbitMq, clock, stop);
            await publisher.PublishAsync(
                BodiesAsync(now, stop),
                _ => progress(Interlocked.Increment(ref _confirmed), _found - _invalid, ""),
                stop);
        });

    private async IAsyncEnumerable<SubmitBody> BodiesAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken stop)
    {
        var checker = new EntryChecker(now, _schemas);
        await foreach (var entry in source.ReadAsync(stop))
            if (checker.Check(entry).Job is { } job)
            {
                Interlocked.Increment(ref _published);
                yield return new SubmitBody(job.Key.JobId, job.Urgency == Urgency.Urgent, entry.Body);
            }
    }

    private void CountGroup(BatchJob job)
    {
        var group = job.GroupId ?? "";
        if (_groups.ContainsKey(group) || _groups.Count < GroupsKept)
            _groups[group] = _groups.GetValueOrDefault(group) + (_seen.Add(job.Key) ? 1 : 0);
    }

    private void Remember(Entry entry, BadField fault)
    {
        _invalid++;
        if (_errors.Count < ErrorsKept)
            _errors.Add(new InvalidEntry(entry.Where, entry.Line, fault.Field, fault.Code, fault.Reason));
    }
}
