using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Storage.Tests.Contracts;

/// <summary>Log lines for tests.</summary>
internal static class LogLines
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static MessageLogged Message(DateTimeOffset at, params ReadOnlySpan<string> recipients) => new()
    {
        At = at,
        MailId = MailIds.At(at),
        SessionId = Guid.CreateVersion7(at),
        Listener = "mx",
        ClientAddress = "192.0.2.1",
        Helo = "client.example",
        Tls = "TLSv1.3 TLS_AES_256_GCM_SHA384",
        Sender = "Sam@sender.example",
        Subject = "Quarterly report",
        MessageIdHeader = "<1@sender.example>",
        Size = 4711,
        Accepted = true,
        Reply = "250 2.0.0 kept",
        Recipients = [.. recipients.ToArray().Select(address =>
            new RecipientLogged(address, Direction.Incoming, Disposition.Deliver, null, null, RecipientStatus.Queued))],
        DecisionRecord = "{\"schema\":1}",
    };

    public static StatusLogged Status(MessageLogged message, int recipient, double secondsLater, RecipientStatus status, string? note = null) => new()
    {
        At = message.At.AddSeconds(secondsLater),
        MailId = message.MailId,
        Recipient = recipient,
        Status = status,
        Note = note,
    };

    public static AttemptLogged Attempt(MessageLogged message, int recipient, int attempt, string outcome, string reply) => new()
    {
        At = message.At.AddSeconds(attempt),
        MailId = message.MailId,
        Recipient = recipient,
        Attempt = attempt,
        NextHop = "mail.example.org[198.51.100.1]:25",
        Outcome = outcome,
        Reply = reply,
    };

    public static RefusalLogged Refusal(DateTimeOffset at, Guid session, int number = 0) => new()
    {
        At = at,
        SessionId = session,
        Number = number,
        Listener = "mx",
        ClientAddress = "192.0.2.66",
        Helo = "bad.example",
        Sender = "spammer@bad.example",
        Recipient = "nobody@example.org",
        Command = "RCPT TO:<nobody@example.org>",
        Reply = "550 5.1.1 unknown",
    };
}
