using Npgsql;

namespace BatchRouter.Sandbox.Servers;

/// <summary>Way (a): somebody else's servers, named by the environment. They are used, never stopped.</summary>
internal sealed class GivenPair : ServerPair
{
    public const string PostgresVariable = "BATCHROUTER_POSTGRES";
    public const string RabbitMqVariable = "BATCHROUTER_RABBITMQ";
    public const string ManagementVariable = "BATCHROUTER_RABBITMQ_MANAGEMENT";
    private const int DefaultManagementPort = 15672;

    private GivenPair(NpgsqlConnectionStringBuilder postgres, Uri amqp, Uri management) =>
        (Postgres, Amqp, Management) = (postgres, amqp, management);

    public override string Way => $"{PostgresVariable} and {RabbitMqVariable}";

    public override NpgsqlConnectionStringBuilder Postgres { get; }

    public override Uri Amqp { get; }

    public override Uri Management { get; }

    /// <summary>The pair the environment names, or null when it names none.</summary>
    /// <exception cref="ServersUnavailableException">Only one of the two is named, or one cannot be read.</exception>
    public static GivenPair? FromEnvironment(Func<string, string?> environment)
    {
        var postgres = environment(PostgresVariable);
        var rabbitMq = environment(RabbitMqVariable);
        if (string.IsNullOrWhiteSpace(postgres) && string.IsNullOrWhiteSpace(rabbitMq))
            return null;
        if (string.IsNullOrWhiteSpace(postgres))
            throw OneAlone(RabbitMqVariable, PostgresVariable);
        if (string.IsNullOrWhiteSpace(rabbitMq))
            throw OneAlone(PostgresVariable, RabbitMqVariable);

        var amqp = ReadUri(RabbitMqVariable, rabbitMq, "amqp", "amqps");
        var management = environment(ManagementVariable) is { Length: > 0 } named
            ? ReadUri(ManagementVariable, named, "http", "https")
            : new UriBuilder("http", amqp.Host, DefaultManagementPort).Uri;
        return new GivenPair(ReadConnectionString(postgres), amqp, management);
    }

    public override Task StopPostgresAsync(CancellationToken stop) => throw NotOurs();

    public override Task StartPostgresAsync(CancellationToken stop) => throw NotOurs();

    public override Task StopRabbitMqAsync(CancellationToken stop) => throw NotOurs();

    public override Task StartRabbitMqAsync(CancellationToken stop) => throw NotOurs();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NotSupportedException NotOurs() =>
        new($"The servers are given by {PostgresVariable} and {RabbitMqVariable}: this process does not stop or start them.");

    private static ServersUnavailableException OneAlone(string present, string missing) =>
        new($"{present} is set but {missing} is not. Set both to use servers of your own, or neither to get private ones.");

    // Neither message repeats the value: it holds a password.
    private static NpgsqlConnectionStringBuilder ReadConnectionString(string value)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(value);
        }
        catch (ArgumentException)
        {
            throw new ServersUnavailableException(
                $"{PostgresVariable} is not an Npgsql connection string such as Host=...;Username=...;Password=...;Database=...");
        }
    }

    private static Uri ReadUri(string variable, string value, params string[] schemes) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme)
            ? uri
            : throw new ServersUnavailableException($"{variable} is not a URI that begins with {string.Join(":// or ", schemes)}://");
}
