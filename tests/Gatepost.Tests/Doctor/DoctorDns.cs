using Gatepost.Testing.Servers;

namespace Gatepost.Tests.Doctor;

/// <summary>One resolver for the tests of this folder.</summary>
public sealed class DoctorDns : IAsyncDisposable
{
    private UnboundServer? _server;

    /// <summary>Started by the first test that asks, so that a machine without Unbound skips the tests and does not fail them. One test of a collection runs at a time.</summary>
    public async Task<UnboundServer> ServerAsync() => _server ??= await UnboundServer.StartAsync(
        "mx.example.org. A 192.0.2.1",
        "1.2.0.192.in-addr.arpa. PTR mx.example.org.",
        "2.0.0.127.zen.spamhaus.org. A 127.0.0.2",
        "ours.example. MX 10 mx.example.org.",
        "both.example. MX 5 mx.elsewhere.example.",
        "both.example. MX 20 MX.example.org.",
        "theirs.example. MX 10 mx1.elsewhere.example.",
        "theirs.example. MX 20 mx2.elsewhere.example.",
        "none.example. TXT \"no MX\"",
        "closed.example. MX 0 .",
        "here.example. MX 10 one.here.example.",
        "here.example. MX 20 two.here.example.",
        "one.here.example. A 127.0.0.2",
        "two.here.example. A 127.0.0.1",
        "nowhere.example. MX 10 missing.nowhere.example.",
        $"dark.example. MX 10 mx.{UnboundServer.Refused}.");

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

[CollectionDefinition(nameof(DoctorDns))]
public sealed class DoctorDnsTests : ICollectionFixture<DoctorDns>;
