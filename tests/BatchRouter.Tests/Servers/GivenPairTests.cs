using BatchRouter.Sandbox.Servers;
using Xunit;

namespace BatchRouter.Tests.Servers;

public sealed class GivenPairTests
{
    private const string Postgres = "Host=db;Username=me;Password=secret";
    private const string RabbitMq = "amqp://me:secret@broker:5673";

    [Fact]
    public void FromEnvironment_NoneSet_IsNull() => Assert.Null(GivenPair.FromEnvironment(_ => null));

    [Theory]
    [InlineData(Postgres, null, GivenPair.RabbitMqVariable)]
    [InlineData(null, RabbitMq, GivenPair.PostgresVariable)]
    [InlineData(Postgres, " ", GivenPair.RabbitMqVariable)]
    public void FromEnvironment_OneAlone_NamesTheOther(string? postgres, string? rabbitMq, string missing)
    {
        var failure = Assert.Throws<ServersUnavailableException>(() => GivenPair.FromEnvironment(Environment(postgres, rabbitMq)));
        Assert.Contains($"{missing} is not", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no connection string; secret", RabbitMq, GivenPair.PostgresVariable)]
    [InlineData(Postgres, "http://me:secret@broker", GivenPair.RabbitMqVariable)]
    public void FromEnvironment_Unreadable_NamesTheVariableAndKeepsThePassword(string postgres, string rabbitMq, string variable)
    {
        var failure = Assert.Throws<ServersUnavailableException>(() => GivenPair.FromEnvironment(Environment(postgres, rabbitMq)));
        Assert.Contains(variable, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromEnvironment_BothSet_LooksForTheManagementApiBesideTheBroker()
    {
        var pair = GivenPair.FromEnvironment(Environment(Postgres, RabbitMq))!;
        Assert.Equal(new Uri("http://broker:15672/"), pair.Management);
        Assert.Equal("db", pair.Postgres.Host);
    }

    [Fact]
    public async Task StopPostgresAsync_IsNotSupported()
    {
        var pair = GivenPair.FromEnvironment(Environment(Postgres, RabbitMq))!;
        await Assert.ThrowsAsync<NotSupportedException>(() => pair.StopPostgresAsync(TestContext.Current.CancellationToken));
    }

    private static Func<string, string?> Environment(string? postgres, string? rabbitMq) => name => name switch
    {
        GivenPair.PostgresVariable => postgres,
        GivenPair.RabbitMqVariable => rabbitMq,
        _ => null,
    };
}
