using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>Records and contents for spool tests.</summary>
internal static class SpoolMail
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A record with one copy for each outcome, one recipient each.</summary>
    public static SpoolRecord Record(MailId id, params SpoolOutcome[] outcomes)
    {
        if (outcomes.Length == 0)
            outcomes = [SpoolOutcome.Deliver];
        return new SpoolRecord
        {
            Id = id,
            Envelope = new Envelope
            {
                SessionId = Guid.Parse("0f0f0f0f-0000-4000-8000-000000000001"),
                Listener = "mx",
                ClientAddress = IPAddress.Parse("192.0.2.1"),
                Helo = "client.example.net",
                IsExtended = true,
                Tls = new TlsState("TLSv1.3", "TLS_AES_256_GCM_SHA384", PeerVerified: false),
                Sender = new EmailAddress("søren", "example.net"),
                Recipients = [.. outcomes.Select((_, index) => new EnvelopeRecipient(new EmailAddress($"user{index}", "example.org"), DsnNotify.Failure, "rfc822;x"))],
                ReceivedAt = Noon,
            },
            Trace = "Received: from client.example.net\r\n",
            Subject = "Grüße \u4f60\u597d",
            MessageIdHeader = "<1@example.net>",
            Copies =
            [
                .. outcomes.Select((outcome, index) => new SpoolCopy(
                    index, outcome, [index], [new AddHeaderEdit("X-Test", "ä"), new TagSubjectEdit("[x]")], "default", "rule", "because")),
            ],
            DecisionRecord = Encoding.UTF8.GetBytes("""{"revision":1}"""),
        };
    }

    public static byte[] Content(int octets, int seed = 1)
    {
        var content = new byte[octets];
        new Random(seed).NextBytes(content);
        return content;
    }

    public static async Task<SpoolIntake> IntakeAsync(MailSpool spool, MailId id, byte[] content, int chunk = 10_000)
    {
        var intake = spool.BeginIntake(id);
        try
        {
            for (var at = 0; at < content.Length; at += chunk)
                await intake.WriteAsync(new ReadOnlySequence<byte>(content.AsMemory(at, Math.Min(chunk, content.Length - at))), CancellationToken.None);
            intake.Complete();
            return intake;
        }
        catch
        {
            await intake.DisposeAsync();
            throw;
        }
    }

    public static async Task<SpoolEntry> CommitAsync(MailSpool spool, MailId id, byte[] content, params SpoolOutcome[] outcomes)
    {
        var intake = await IntakeAsync(spool, id, content);
        return await spool.CommitAsync(intake, Record(id, outcomes), CancellationToken.None);
    }

    public static ImmutableArray<RecipientUpdate> Update(int recipient, RecipientStatus status, int attempts = 1, string? reply = null) =>
        [new RecipientUpdate { Recipient = recipient, Status = status, At = Noon.AddMinutes(attempts), Attempts = attempts, Reply = reply }];

    public static byte[] Read(MessageContent content)
    {
        using var stream = content.OpenRead();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
