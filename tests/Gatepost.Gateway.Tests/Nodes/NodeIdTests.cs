using Gatepost.Gateway.Nodes;
using Gatepost.Testing.Disk;

namespace Gatepost.Gateway.Tests.Nodes;

public sealed class NodeIdTests
{
    [Fact]
    public void A_disk_that_fails_once_is_asked_again()
    {
        for (var failing = 1; failing < 9; failing++)
        {
            var (disk, number) = (new FaultyDisk(), failing);
            disk.Faults = call => call.Number == number ? DiskFault.Fail : DiskFault.None;
            var id = new NodeId(disk);
            var error = Record.Exception(() => id.Value);
            if (error is null)
            {
                Assert.InRange(failing, 5, 8);
                return;
            }
            Assert.Contains("memory/node/id", Assert.IsType<IOException>(error).Message, StringComparison.Ordinal);
            Assert.Equal(id.Value, new NodeId(disk).Value);
        }
        Assert.Fail("The id was never made.");
    }
}
