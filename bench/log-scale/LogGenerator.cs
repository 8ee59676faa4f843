using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.LogScale;

/// <summary>
/// A plausible log: thirty thousand recipients in twelve domains, some of whom get most of the mail, half a million senders, newsletters and reports, bounces,
/// viruses, refusals. Seeded: the same lines for the same day and seed, everywhere.
/// </summary>
internal sealed class LogGenerator(int seed)
{
    private static readonly string[] Words = (
        "invoice order meeting report quarterly contract delivery notice update reminder weekly summary project budget travel request approval password reset account "
        + "newsletter offer discount welcome ticket incident server backup maintenance schedule holiday review draft proposal offer question answer payment overdue shipment "
        + "tracking confirmation registration webinar training feedback survey policy security alert login attempt document signature scan printer supplier customer").Split(' ');

    private static readonly string[] FirstNames = "anna ben carla david eva felix greta hugo ida jonas klara lukas maria nils olga paul rita simon tina uwe vera walter xenia yusuf zoe".Split(' ');

    private static readonly string[] LastNames = (
        "meier schmidt fischer weber wagner becker schulz hoffmann koch bauer richter klein wolf neumann schwarz braun hofmann zimmermann krueger hartmann lange werner "
        + "krause lehmann schmid maier koehler herrmann walter koenig mayer huber kaiser fuchs peters lang scholz moeller weiss jung hahn schubert vogel friedrich keller").Split(' ');

    /// <summary>Our domains; most mail goes to the first ones.</summary>
    public static string[] Domains { get; } = [.. Enumerable.Range(0, 12).Select(number => number == 0 ? "example.org" : $"branch{number}.example.org")];

    /// <summary>A recipient; low numbers get more mail.</summary>
    public static string Recipient(int number) =>
        $"{FirstNames[number % 25]}.{LastNames[number / 25 % 45]}{(number < 1125 ? "" : (number / 1125).ToString(CultureInfo.InvariantCulture))}@{Domains[number % 7 % 3 == 0 ? 0 : number % 12]}";

    /// <summary>A sender; low numbers send more.</summary>
    public static string Sender(int number) => number % 50 == 49 ? "" : $"{Words[number % Words.Length]}.{number / 16}@{SenderDomain(number)}";

    /// <summary>The domain of a sender: a third of them with four large providers.</summary>
    public static string SenderDomain(int number) => (number % 12) switch
    {
        0 or 1 => "bigmail.example",
        2 => "freemail.example",
        3 => "webmail.example",
        _ => $"{LastNames[number % 45]}-{number % 20_011}.example",
    };

    /// <summary>A client's address.</summary>
    public static string Client(int number) => new IPAddress([198, (byte)(18 + (number >> 16 & 1)), (byte)(number >> 8), (byte)number]).ToString();

    /// <summary>The lines of one day in the order of time: messages with their recipients' final states, attempts, refusals.</summary>
    public IEnumerable<LogEntry> Day(DateOnly day, int recipients, TimeSpan until)
    {
        var random = new Random((seed * 1_000_003) + day.DayNumber);
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        for (var made = 0; made < recipients;)
        {
            // Two thirds of the mail comes in the ten hours of work.
            var share = (double)made / recipients;
            var hour = share < 0.12 ? share / 0.12 * 7 : share < 0.85 ? 7 + ((share - 0.12) / 0.73 * 10) : 17 + ((share - 0.85) / 0.15 * 7);
            var offset = TimeSpan.FromHours(Math.Min(hour, 23.9999));
            if (offset >= until)
                yield break;
            foreach (var line in Story(start + offset, random, $"{day.DayNumber}-{made}", ref made))
                yield return line;
        }
    }

    /// <summary>One message or refusal with all its lines.</summary>
    public static List<LogEntry> Story(DateTimeOffset at, Random random, string name, ref int made)
    {
        var lines = new List<LogEntry>();
        var kind = random.NextDouble();
        if (kind < 0.08)
        {
            lines.Add(Refusal(at, random));
            made++;
            return lines;
        }
        var count = kind < 0.82 ? 1 : kind < 0.95 ? 2 : 3 + random.Next(8);
        var message = Message(at, random, name, count);
        lines.Add(message);
        made += count;
        for (var number = 0; number < count; number++)
        {
            if (message.Recipients[number].Status is RecipientStatus.Delivered or RecipientStatus.Bounced)
                lines.Add(Attempt(message, number, message.Recipients[number].Status == RecipientStatus.Delivered));
        }
        return lines;
    }

    private static MessageLogged Message(DateTimeOffset at, Random random, string name, int recipients)
    {
        var draw = random.NextDouble();
        var (disposition, status, rule) = draw < 0.86 ? (Disposition.Deliver, draw < 0.02 ? RecipientStatus.Bounced : RecipientStatus.Delivered, (string?)null)
            : draw < 0.94 ? (Disposition.Quarantine, RecipientStatus.Quarantined, "spam and phishing")
            : draw < 0.97 ? (Disposition.Reject, (RecipientStatus?)null, "viruses")
            : draw < 0.995 ? (Disposition.Delete, RecipientStatus.Deleted, "newsletters of nobody")
            : (Disposition.Hold, RecipientStatus.Held, "waits for a person");
        var sender = Sender(Skewed(random, 500_000));
        var id = Id(at, random);
        return new MessageLogged
        {
            At = at,
            MailId = new MailId(id),
            SessionId = Id(at, random),
            Listener = "mx",
            ClientAddress = Client(Skewed(random, 60_000)),
            Helo = $"mail.{SenderDomain(random.Next(500_000))}",
            Tls = draw < 0.9 ? "TLSv1.3 TLS_AES_256_GCM_SHA384" : null,
            Sender = sender,
            Subject = Subject(random),
            MessageIdHeader = $"<{name}@{SenderDomain(random.Next(500_000))}>",
            Size = 2_000 + random.Next(100_000),
            Accepted = status is not null,
            Reply = status is null ? "550 5.7.1 refused: a virus" : "250 2.0.0 kept",
            Recipients = [.. Enumerable.Range(0, recipients).Select(_ => new RecipientLogged(Recipient(Skewed(random, 30_000)), Direction.Incoming, disposition, rule, rule is null ? null : "default", status))],
            DecisionRecord = $"{{\"schema\":1,\"id\":\"{id}\",\"disposition\":\"{disposition}\",\"rule\":\"{rule}\",\"findings\":[{{\"inspector\":\"message\",\"name\":\"SIZE\",\"score\":{random.Next(100)}}}]}}",
        };
    }

    private static string Subject(Random random)
    {
        var words = string.Join(' ', Enumerable.Range(0, 2 + random.Next(5)).Select(_ => Words[random.Next(Words.Length)]));
        return random.NextDouble() switch
        {
            < 0.3 => "Re: " + words,
            < 0.5 => $"{words} {random.Next(100_000, 999_999)}",
            < 0.52 => "会議のお知らせ " + words,
            _ => char.ToUpperInvariant(words[0]) + words[1..],
        };
    }

    private static AttemptLogged Attempt(MessageLogged message, int recipient, bool delivered) => new()
    {
        At = message.At.AddSeconds(1),
        MailId = message.MailId,
        Recipient = recipient,
        Attempt = 1,
        NextHop = "mail1.example.org[192.0.2.10]:25",
        Outcome = delivered ? "delivered" : "failed",
        Reply = delivered ? "250 2.0.0 Ok: queued as 4T2xKq1Zp3z9rx" : "550 5.1.1 User unknown in virtual mailbox table",
        Tls = "TLSv1.3 TLS_AES_256_GCM_SHA384",
    };

    private static RefusalLogged Refusal(DateTimeOffset at, Random random)
    {
        var recipient = $"{FirstNames[random.Next(25)]}.{random.Next(100_000)}@{Domains[0]}";
        return new RefusalLogged
        {
            At = at,
            SessionId = Id(at, random),
            Number = 0,
            Listener = "mx",
            ClientAddress = Client(Skewed(random, 20_000)),
            Helo = "friend",
            Sender = Sender(random.Next(500_000)),
            Recipient = recipient,
            Command = $"RCPT TO:<{recipient}>",
            Reply = "550 5.1.1 no such recipient here",
        };
    }

    /// <summary>Small numbers more often, as with people: the first hundredth gets a fifth.</summary>
    private static int Skewed(Random random, int count) => (int)(Math.Pow(random.NextDouble(), 3) * count);

    private static Guid Id(DateTimeOffset at, Random random)
    {
        Span<byte> octets = stackalloc byte[16];
        random.NextBytes(octets);
        BinaryPrimitives.WriteInt64BigEndian(octets, at.ToUnixTimeMilliseconds() << 16 | (BinaryPrimitives.ReadInt64BigEndian(octets) & 0x0FFF) | 0x7000);
        octets[8] = (byte)(octets[8] & 0x3F | 0x80);
        return new Guid(octets, bigEndian: true);
    }
}
