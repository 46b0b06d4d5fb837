using BatchRouter.Shipping;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace BatchRouter.Tests.Shipping;

public sealed class ShippingRoundTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Found by the simulator: with more shipments due than places, each place took one per round, and what was called back waited behind what was looked at.
    [Fact]
    public async Task RunOnce_WithMoreDueThanPlaces_GoesOnAsSoonAsOneIsFree()
    {
        var stage = new ShippingStage();
        for (var i = 0; i < 5; i++)
            await stage.ShipAsync(1);
        stage.Creates = new CreateResult.InDoubt("cut");
        var round = new ShippingRound(
            stage.Shipments, stage.Runner, new ShippingOptions { AtOnce = 1 }, stage.Clock, NullLogger<ShippingRound>.Instance, CancellationToken.None);

        while (await round.RunOnceAsync(Stop))
        {
        }

        await round.FinishAsync();
        Assert.Equal(5, stage.Journal.Count(line => line == "create 1"));
    }
}
