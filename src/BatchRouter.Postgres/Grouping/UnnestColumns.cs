using Npgsql;

namespace BatchRouter.Postgres.Grouping;

/// <summary>Columns of an <c>unnest</c>, in the order of the statement's $1, $2, …</summary>
internal static class UnnestColumns
{
    public static void Add<TRow, T>(this NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = column });
    }

    public static void AddValue<T>(this NpgsqlBatchCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
