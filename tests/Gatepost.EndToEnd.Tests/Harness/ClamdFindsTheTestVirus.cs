using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Harness;

public sealed class ClamdFindsTheTestVirus
{
    [Fact]
    public async Task By_the_signature_of_the_tests_and_nothing_else()
    {
        await using var clamd = await ClamdServer.StartAsync();
        Assert.Contains($"{ClamdServer.EicarSignature}.UNOFFICIAL FOUND", await ScanAsync(clamd.Port, TestMail.Eicar), StringComparison.Ordinal);
        Assert.Contains("stream: OK", await ScanAsync(clamd.Port, "Hello."), StringComparison.Ordinal);
        await clamd.StopAsync();
        Assert.False(await Loopback.IsListeningAsync(clamd.Port));
        await clamd.RestartAsync();
        Assert.Contains("stream: OK", await ScanAsync(clamd.Port, "Hello."), StringComparison.Ordinal);
    }

    private static async Task<string> ScanAsync(int port, string content)
    {
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", port);
        var octets = System.Text.Encoding.ASCII.GetBytes(content);
        var length = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, octets.Length);
        await client.GetStream().WriteAsync((byte[])[.. "zINSTREAM\0"u8, .. length, .. octets, 0, 0, 0, 0]);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }
}
