using BatchRouter.Budgeting;
using BatchRouter.Postgres.Connecting;
using Npgsql;

namespace BatchRouter.Postgres.Budgeting;

/// <summary>The eight columns that describe a budget: id, scope, window kind, time zone, limit, policy, soft, reserve.</summary>
internal static class BudgetRow
{
    public static Budget Read(NpgsqlDataReader reader, int first) => new()
    {
        Id = reader.GetInt32(first),
        Scope = BudgetScope.Parse(reader.GetString(first + 1)),
        Window = SqlNames.Parse<BudgetWindow>(reader.GetString(first + 2)),
        Zone = TimeZoneInfo.FindSystemTimeZoneById(reader.GetString(first + 3)),
        LimitNanoUsd = reader.GetInt64(first + 4),
        AtLimit = SqlNames.Parse<AtLimit>(reader.GetString(first + 5)),
        IsSoft = reader.GetBoolean(first + 6),
        ReserveNanoUsd = reader.GetInt64(first + 7),
    };
}
