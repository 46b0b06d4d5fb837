using BatchRouter.Cli.Submitting;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class FileJobIdTests
{
    [Fact]
    public void Of_TheSameFile_IsTheSameOnEveryMachineAndForEver() =>
        Assert.Equal(Guid.Parse("f29f1120-723b-842f-ad3b-42ca71e63996"), FileJobId.Of("docs", "night", "a.txt", "hello"u8));

    [Fact]
    public void Of_AnythingElse_IsAnotherId()
    {
        Guid[] ids =
        [
            FileJobId.Of("docs", "night", "a.txt", "hello"u8), FileJobId.Of("doc", "snight", "a.txt", "hello"u8), FileJobId.Of("docs", "nighta", ".txt", "hello"u8),
            FileJobId.Of("docs", "night", "b.txt", "hello"u8), FileJobId.Of("docs", "night", "a.txt", "hello "u8), FileJobId.Of("docs", "night", "a.txth", "ello"u8),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
