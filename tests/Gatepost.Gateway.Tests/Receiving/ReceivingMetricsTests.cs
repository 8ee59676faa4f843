using System.Diagnostics.Metrics;
using Gatepost.Gateway.Receiving;
using Gatepost.Mail.Smtp;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Gateway.Tests.Receiving;

public sealed class ReceivingMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _labels = [];
    private readonly ReceivingMetrics _metrics;

    public ReceivingMetricsTests()
    {
        _metrics = new ReceivingMetrics(_services.GetRequiredService<IMeterFactory>());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other tests of this process have meters of the same name.
            if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => _labels.Add(instrument.Name + " " + string.Join(',', tags.ToArray().Select(tag => tag.Value))));
        _listener.Start();
    }

    [Theory]
    [InlineData("RCPT TO:<somebody@example.org>", 550, 7, 1, "RCPT,550 5.7.1")]
    [InlineData("mail from:<>", 451, 3, 0, "MAIL,451 4.3.0")]
    [InlineData("", 421, 3, 2, "none,421 4.3.2")]
    [InlineData("GET / HTTP/1.1", 500, 5, 1, "other,500 5.5.1")]
    [InlineData("MAILX FROM:<>", 500, 5, 1, "other,500 5.5.1")]
    [InlineData("DATA", 550, 7, 999, "DATA,550")]
    [InlineData("DATA", 999, 7, 1, "DATA,other")]
    public void Labels_come_from_closed_sets_whatever_strangers_send(string command, int code, int subject, int detail, string labels)
    {
        _metrics.Refused("mx", command, new SmtpReply(code, new EnhancedStatus(code / 100, subject, detail), "No"));
        Assert.Equal(["gatepost.receiving.refusals mx," + labels], _labels);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }
}
