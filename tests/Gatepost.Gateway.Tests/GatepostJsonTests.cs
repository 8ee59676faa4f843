using System.Net;
using System.Text.Json;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Tests;

public sealed class GatepostJsonTests
{
    [Fact]
    public void A_spool_record_survives_a_round_trip()
    {
        var record = new SpoolRecord
        {
            Id = MailId.New(TimeProvider.System),
            Envelope = new Envelope
            {
                Listener = "mx",
                ClientAddress = IPAddress.Parse("2001:db8::1"),
                Sender = new EmailAddress("od\"d @ part", "пример.example"),
                Recipients = [new EnvelopeRecipient(new EmailAddress("", "example.org"))],
                ReceivedAt = DateTimeOffset.UnixEpoch,
            },
            Copies = [new SpoolCopy(0, SpoolOutcome.AwaitInspection, [0], [new TagSubjectEdit("[x]"), new StripPartsEdit(["2/1"], "gone")])],
            DecisionRecord = new byte[] { 123, 125 },
        };
        var json = JsonSerializer.Serialize(record, GatepostJson.Default.SpoolRecord);
        var again = JsonSerializer.Deserialize(json, GatepostJson.Default.SpoolRecord)!;
        Assert.Equal(json, JsonSerializer.Serialize(again, GatepostJson.Default.SpoolRecord));
        Assert.Equal(record.Envelope.Sender, again.Envelope.Sender);
        Assert.Contains("\"await-inspection\"", json, StringComparison.Ordinal);
        Assert.Contains("\"strip-parts\"", json, StringComparison.Ordinal);
    }
}
