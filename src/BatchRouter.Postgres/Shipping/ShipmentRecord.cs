using BatchRouter.Catalog;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Shipping;
using Npgsql;

namespace BatchRouter.Postgres.Shipping;

/// <summary>From a row of <c>shipments</c> to a shipment under a lease.</summary>
internal static class ShipmentRecord
{
    /// <summary>The columns, in the order in which they are read.</summary>
    public const string Columns = """
        shipment_id, provider, kind, endpoint, key_variable, model, provider_model, rows, state::text, formed_at, latest_safe_start, created_at,
        provider_id, cancelled_at, polls, refusals, batch_end, ended_at, output, errors, error_code, fence
        """;

    /// <param name="reader">At the row.</param>
    /// <param name="termsOf">What a provider takes, by its name.</param>
    public static ShipmentLease Read(NpgsqlDataReader reader, Func<string, BatchTerms> termsOf)
    {
        var provider = new ProviderEndpoint(reader.GetString(1), reader.GetString(2), new Uri(reader.GetString(3)), reader.GetString(4))
        {
            Batch = termsOf(reader.GetString(1)),
        };
        var shipment = new Shipment
        {
            Id = reader.GetGuid(0),
            Provider = provider,
            Model = reader.GetString(5),
            ProviderModel = reader.GetString(6),
            Rows = reader.GetInt32(7),
            State = SqlNames.Parse<ShipmentState>(reader.GetString(8)),
            FormedAt = reader.GetFieldValue<DateTimeOffset>(9),
            LatestSafeStart = reader.GetFieldValue<DateTimeOffset>(10),
            CreatedAt = reader.Time(11),
            ProviderId = reader.Text(12),
            CancelledAt = reader.Time(13),
            Polls = reader.GetInt32(14),
            Refusals = reader.GetInt32(15),
        };
        var status = reader.Text(16) is { } end
            ? new BatchStatus { End = SqlNames.Parse<BatchEnd>(end), EndedAt = reader.Time(17), Output = reader.Text(18), Errors = reader.Text(19), ErrorCode = reader.Text(20) }
            : null;
        return new ShipmentLease(shipment, reader.GetInt64(21), status);
    }
}
