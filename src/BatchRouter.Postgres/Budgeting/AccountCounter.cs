using BatchRouter.Budgeting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Postgres.Storing;
using Npgsql;

namespace BatchRouter.Postgres.Budgeting;

/// <summary>The accounts of one group of commits: locked, read as they stand, and asked for room one attempt after the other.</summary>
internal sealed class AccountCounter(
    IReadOnlyList<(IAsks Ask, List<WantedAccount> Accounts)> wanted, IReadOnlyDictionary<AccountKey, long> ids)
{
    private const string ReadSql = """
        select v.version, a.account_id, a.limit_nano_usd, a.soft, a.posted_nano_usd, a.held_nano_usd,
            exists (select 1 from jobs j where j.held_budget = a.budget_id and j.state = 'held')
        from budget_version v left join accounts a on a.account_id = any($1::bigint[])
        """;

    private readonly Dictionary<long, WantedAccount> _wanted = wanted.SelectMany(ask => ask.Accounts).DistinctBy(account => account.Key)
        .ToDictionary(account => ids[account.Key]);

    private readonly Dictionary<long, Account> _accounts = [];

    /// <summary>Of the budgets, as the lock found it.</summary>
    public long Version { get; private set; }

    /// <summary>Locks what will be asked, and what the attempts that end stand in.</summary>
    public NpgsqlBatchCommand Lock(Guid[] ended)
    {
        var command = new NpgsqlBatchCommand(AccountSums.LockSql);
        command.AddValue(_wanted.Keys.ToArray());
        command.AddValue(ended);
        return command;
    }

    public NpgsqlBatchCommand Read()
    {
        var command = new NpgsqlBatchCommand(ReadSql);
        command.AddValue(_wanted.Keys.ToArray());
        return command;
    }

    public async Task ReadAsync(NpgsqlDataReader reader)
    {
        while (await reader.ReadAsync())
        {
            Version = reader.GetInt64(0);
            if (reader.IsDBNull(1))
                continue;
            var (id, account) = (reader.GetInt64(1), _wanted[reader.GetInt64(1)]);
            _accounts[id] = new Account
            {
                Id = id,
                Budget = account.Budget,
                Window = account.Window,
                LimitNanoUsd = reader.GetInt64(2),
                IsSoft = reader.GetBoolean(3),
                PostedNanoUsd = reader.GetInt64(4),
                HeldNanoUsd = reader.GetInt64(5),
                HasWaiters = reader.GetBoolean(6),
            };
        }
    }

    /// <summary>One by one, in the order of the group; each that fits takes its room before the next is asked.</summary>
    public void Admit()
    {
        // Who takes no more than the way back that it gives free goes first: nobody else of the group may take it in between.
        foreach (var (ask, falls) in wanted.OrderBy(asked => TakesItsWayBack(asked.Ask) ? 0 : 1))
        {
            var accounts = falls.Select(account => _accounts[ids[account.Key]]).ToList();
            ask.Refusal = Admission.Admit(Ask.Of(ask.Buy!), accounts);
            ask.Holding = ask.Refusal is null ? Holding.In(accounts) : Holding.None;
        }
    }

    private static bool TakesItsWayBack(IAsks ask) =>
        ask is TurnWrite { IsEnded: true, Turn.Ended.Attempt.Candidate.WayBackNanoUsd: var free } && Ask.Of(ask.Buy!).HoldNanoUsd <= free;
}
