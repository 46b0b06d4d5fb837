using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Settling;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>The columns of ended attempts, of their answers and of their ledger entries, as <see cref="EndStatement"/> names them.</summary>
internal static class EndColumns
{
    // In UTF-16 characters. Providers' ids have some dozens; a longer one would not fit its index, and is no reason to refuse the money.
    private const int LongestProviderId = 255;

    public static void Add(NpgsqlBatchCommand command, IReadOnlyList<AttemptEnd> ends)
    {
        command.Add(ends, end => end.Attempt.Id);
        command.Add(ends, end => SqlNames.Of(end.State));
        command.Add(ends, end => end.At.UtcDateTime);
        command.Add(ends, end => end.Failure is { } failure ? SqlNames.Of(failure) : null);
        command.Add(ends, end => SafeText.Of(end.Detail));
        command.Add(ends, end => end.Answer is { } answer ? SqlNames.Of(answer.Finish) : null);
        command.Add(ends, end => Id(end));
        command.Add(ends, end => (int)Math.Min(end.Elapsed.TotalMilliseconds, int.MaxValue));
        command.Add(ends, end => end.Usage?.Input);
        command.Add(ends, end => end.Usage?.CachedInput);
        command.Add(ends, end => end.Usage?.Output);
        command.Add(ends, end => end.Usage?.Reasoning);
        command.Add(ends, end => end.Usage?.CacheWriteInput);
        command.Add(ends, end => end.Score?.Confidence);
        command.Add(ends, end => end.Score is { } score ? SignalsJson.Write(score) : null);

        var answered = ends.Where(end => end.Answer is not null).ToList();
        command.Add(answered, end => end.Attempt.Id);
        command.Add(answered, end => JsonStrings.Quote(end.Answer!.Text));
        command.Add(answered, end => end.Answer!.ToolCallsJson);

        var charged = ends.Where(end => end.ChargeNanoUsd is not null).ToList();
        command.Add(charged, end => end.Attempt.Id);
        command.Add(charged, end => end.ChargeNanoUsd!.Value);
        command.Add(charged, end => end.SourceAttempt);
    }

    /// <summary>The provider's id as it is stored.</summary>
    public static string? Id(AttemptEnd end) =>
        SafeText.Of(end.ProviderRequestId is { Length: > LongestProviderId } id ? id[..LongestProviderId] : end.ProviderRequestId);
}
