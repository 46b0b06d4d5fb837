using BatchRouter.Jobs;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using BatchRouter.Settling;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>
/// A reply that came after its attempt was closed without it: assumed, or closed by a record that said something else. Its answer is
/// kept, and the difference is appended as a numbered correction. The same reply again changes nothing.
/// </summary>
internal static class Corrections
{
    private const string LockAttempt = "select attempt_id from attempts where attempt_id = $1 for update";

    private const string Sql = """
        with known as (
            select a.attempt_id, a.accounts, a.soft_accounts,
                $2 - coalesce((select sum(e.amount_nano_usd) from entries e where e.attempt_id = a.attempt_id), 0) as amount,
                1 + coalesce((select max(e.number) from entries e where e.attempt_id = a.attempt_id), 0) as number
            from attempts a where a.attempt_id = $1 and a.state in ('replied', 'failed', 'assumed')),
        wrong as (select * from known where amount <> 0),
        posted as (
            insert into entries (attempt_id, kind, number, amount_nano_usd, provider_request_id)
            select attempt_id, 'correction', number, amount, $3 from wrong)
        update accounts a set posted_nano_usd = a.posted_nano_usd + w.amount,
            peak_nano_usd = greatest(a.peak_nano_usd, a.posted_nano_usd + w.amount + a.held_nano_usd)
        from wrong w where a.account_id = any(w.accounts || w.soft_accounts)
        """;

    private const string KeepSql = "insert into outputs (attempt_id, text, tool_calls) values ($1, $2::json, $3::json) on conflict (attempt_id) do nothing";

    public static async Task BookAsync(NpgsqlConnection connection, AttemptEnd end, CancellationToken stop)
    {
        var amount = end.ChargeNanoUsd ?? (end.State == AttemptState.Failed ? 0 : null as long?);
        if (amount is null && end.Answer is null)
            return;
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var accounts = new NpgsqlBatchCommand(AccountSums.LockSql);
        accounts.AddValue(Array.Empty<long>());
        accounts.AddValue(new[] { end.Attempt.Id });
        batch.BatchCommands.Add(accounts);
        batch.BatchCommands.Add(Of(LockAttempt, end));
        if (end.Answer is { } answer)
        {
            var keep = Of(KeepSql, end);
            keep.AddValue(JsonStrings.Quote(answer.Text));
            keep.AddValue<string?>(answer.ToolCallsJson);
            batch.BatchCommands.Add(keep);
        }

        if (amount is { } known)
        {
            var correct = Of(Sql, end);
            correct.AddValue(known);
            correct.AddValue(EndColumns.Id(end));
            batch.BatchCommands.Add(correct);
        }

        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    private static NpgsqlBatchCommand Of(string sql, AttemptEnd end)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.AddValue(end.Attempt.Id);
        return command;
    }
}
