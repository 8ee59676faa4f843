using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Tests.Receiving.Direct;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.NextHops;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>What leaves is counted by the protocol that it leaves by, from a direct listener too.</summary>
public sealed class DeliveryCountsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _counts = new();
    private readonly DeliveryMetrics _metrics;

    public DeliveryCountsTests()
    {
        _metrics = new DeliveryMetrics(_services.GetRequiredService<IMeterFactory>());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other tests of this process have meters of the same name.
            if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Count(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Count(instrument, tags));
        _listener.Start();
    }

    [Theory]
    [InlineData("LHLO", SmtpClientProtocol.Lmtp, "lmtp")]
    [InlineData("EHLO", SmtpClientProtocol.Smtp, "smtp")]
    public async Task An_attempt_is_counted_by_its_protocol(string hello, SmtpClientProtocol protocol, string transport)
    {
        await using var store = new ScriptedNextHop($"S: 220 hop\nC: {hello} *\nS: 250 hop\nC: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 2.6.0 taken\nsilence");
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", store.EndPoint.Port) with { Protocol = protocol }], metrics: _metrics);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "b@x.test"));
        Assert.Contains("gatepost.delivery.attempt.duration " + transport, _counts);
        Assert.Contains("gatepost.delivery.attempts delivered", _counts);
    }

    [Theory]
    [InlineData("250 2.0.0 Taken", "delivered")]
    [InlineData("554 5.7.1 Not here", "failed")]
    [InlineData("452 4.3.1 Disk full", "deferred")]
    public async Task The_onward_leg_of_a_direct_listener_is_an_attempt_as_any_other(string reply, string result)
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { EndOfData = _ => reply });
        await using var bench = new DirectBench(sink.Port, metrics: _metrics);
        await bench.OpenAsync("b@example.org", "c@example.org");
        Assert.StartsWith(reply, await bench.ContentAsync("Subject: hello\r\n\r\nbody\r\n"), StringComparison.Ordinal);
        Assert.Single(_counts, "gatepost.delivery.attempt.duration direct");
        Assert.Equal(2, _counts.Count(count => count == "gatepost.delivery.attempts " + result));
        Assert.Equal(result == "delivered" ? 2 : 0, _counts.Count(count => count == "gatepost.delivery.latency "));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Count(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _counts.Enqueue(instrument.Name + " " + string.Join(',', tags.ToArray().Select(tag => tag.Value)));
}
