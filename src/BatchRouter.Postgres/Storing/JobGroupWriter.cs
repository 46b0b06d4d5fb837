using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Grouping;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>
/// Writes a group of jobs' steps in one transaction. Where budgets are set: their accounts are locked in the order of their ids and
/// what ended is booked (first round trip), the attempts to be opened are admitted one by one in memory, and written with the sums of
/// their holds (second). Where none ever was, all goes in one round trip, which fails if one is set meanwhile.
/// </summary>
internal sealed class JobGroupWriter(Guid workerId, Func<string, string>? plant) : IGroupWriter
{
    // Several changes of budgets in a row, each between our reading and our commit, are no reason to give up; endless ones would be.
    private const int MostReadings = 20;

    private readonly BudgetDesk _desk = new();
    private readonly IReadOnlyList<IGroupStatement> _ends = [new EndStatement(), new ResolveStatement()];
    private readonly IReadOnlyList<IGroupStatement> _moves = [new MoveStatement(workerId), new OpenStatement(workerId), new RejectionStatement()];

    public async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<Write> group, CancellationToken stop)
    {
        for (var reading = 1; ; reading++)
        {
            foreach (var write in group)
                (write as IAsks)?.Begin();
            var books = await _desk.OpenAsync(connection, stop);
            if (await (books.HasAccounts ? TwoRoundsAsync(connection, books, group, stop) : OneRoundAsync(connection, books, group, stop)))
                break;
            _desk.Forget(books);
            if (reading == MostReadings)
                throw new InvalidOperationException($"the budgets changed {reading} times in a row while a group was written");
        }

        foreach (var statement in (IEnumerable<IGroupStatement>)[.. _ends, .. _moves])
            await statement.FinishAsync(connection, group, stop);
    }

    private async Task<bool> OneRoundAsync(NpgsqlConnection connection, Books books, IReadOnlyList<Write> group, CancellationToken stop)
    {
        await using var round = new GroupRound(connection, plant);
        round.Add(BudgetDesk.Expect(books), Unread).Add(_ends, group).Add(_moves, group);
        try
        {
            await round.RunAsync(stop);
            return true;
        }
        catch (PostgresException changed) when (changed.SqlState == BudgetDesk.BudgetsChanged)
        {
            return false;
        }
    }

    private async Task<bool> TwoRoundsAsync(NpgsqlConnection connection, Books books, IReadOnlyList<Write> group, CancellationToken stop)
    {
        var asks = group.OfType<IAsks>().Where(write => write.Buy?.Payer is not null).ToList();
        var counter = await _desk.FindAccountsAsync(connection, books, asks, stop);
        var isDone = false;
        try
        {
            var ended = group.OfType<TurnWrite>().Where(write => write.Turn.Ended is not null).Select(write => write.Turn.Ended!.Attempt.Id)
                .Concat(group.OfType<ResolveWrite>().Select(write => write.Resolution.AttemptId)).ToArray();
            await using (var first = new GroupRound(connection, plant))
                await first.Add("begin").Add(counter.Lock(ended), Unread).Add(_ends, group).Add(counter.Read(), counter.ReadAsync).RunAsync(stop);
            if (counter.Version != books.Book.Version)
                return false;
            counter.Admit();
            await using (var second = new GroupRound(connection, plant))
                await second.Add(_moves, group).Add("commit").RunAsync(stop);
            return isDone = true;
        }
        finally
        {
            if (!isDone)
                await RollbackAsync(connection);
        }
    }

    // The reader passes over what is left of a result.
    private static Task Unread(NpgsqlDataReader reader) => Task.CompletedTask;

    private static async Task RollbackAsync(NpgsqlConnection connection)
    {
        if (connection.FullState != System.Data.ConnectionState.Open)
            return;
        await using var rollback = new NpgsqlCommand("rollback", connection);
        await rollback.ExecuteNonQueryAsync();
    }
}
