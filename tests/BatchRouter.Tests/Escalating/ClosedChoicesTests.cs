using System.Reflection;
using BatchRouter.Budgeting;
using BatchRouter.Escalating;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Shipping;
using BatchRouter.Worker.Submitting;
using Xunit;

namespace BatchRouter.Tests.Escalating;

public sealed class ClosedChoicesTests
{
    [Theory]
    [InlineData(typeof(NextStep), "Accept Escalate FallBack GiveUp Plan Repeat Wait")]
    [InlineData(typeof(CallResult), "Failed Replied")]
    [InlineData(typeof(Move), "Cancel Hold Park Reject Settle Start")]
    [InlineData(typeof(CreateResult), "Created InDoubt Refused")]
    [InlineData(typeof(FindResult), "Found NotFound Unknown")]
    [InlineData(typeof(LookResult), "Failed NotFound Seen")]
    [InlineData(typeof(CancelResult), "Failed Taken")]
    [InlineData(typeof(BatchLine), "Broken Foreign Row")]
    [InlineData(typeof(Choice), "Buy Classify Hold Refuse")]
    [InlineData(typeof(StoredInputs), "Complete Incomplete")]
    [InlineData(typeof(Announcement), "Rejected Settled")]
    [InlineData(typeof(Part), "Image Text")]
    [InlineData(typeof(Submission), "Accepted Refused Unreadable")]
    [InlineData(typeof(BudgetScope), "All Label Model Project Team")]
    public void Choice_Types_AreNestedSealedAndAll(Type choice, string names)
    {
        Assert.True(choice.IsAbstract);
        Assert.DoesNotContain(choice.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance), IsOpen);
        // What some of them have in common may stand between, and is none of them.
        var nested = choice.GetNestedTypes().Where(type => !type.IsAbstract).ToArray();
        Assert.All(nested, type => Assert.True(type.IsSealed && type.IsSubclassOf(choice) && type.DeclaringType == choice, type.Name));
        Assert.Equal(names.Split(' '), nested.Select(type => type.Name).Order());
        Assert.Equal(nested.Length, choice.Assembly.GetTypes().Count(type => type.IsSubclassOf(choice) && !type.IsAbstract));
    }

    // A record's copy constructor is protected and takes a value of the type itself: it opens nothing.
    private static bool IsOpen(ConstructorInfo constructor) =>
        !constructor.IsPrivate && !(constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType);
}
