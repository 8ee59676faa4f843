using System.Buffers;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Authentication;

namespace Gatepost.Fuzz.Targets;

/// <summary>Takes everything but recipients that begin with <c>no</c>, repeats the client's words in its replies, and remembers what it was told.</summary>
internal sealed class SessionHandler : ISmtpSessionHandler
{
    public List<string> Events { get; } = [];

    public List<(byte[] Content, ContentFacts Facts)> Messages { get; } = [];

    public List<Writer> Writers { get; } = [];

    public int Closed { get; private set; }

    public ValueTask<SmtpReply?> ConnectAsync(SmtpSession session, CancellationToken cancellationToken) => default;

    public ValueTask<SmtpReply?> HelloAsync(SmtpSession session, string name, CancellationToken cancellationToken) => Accept($"hello {name}");

    public ValueTask<SmtpReply?> AuthenticateAsync(SmtpSession session, AuthenticationAttempt attempt, CancellationToken cancellationToken)
    {
        Expect.That(attempt.Account.Length > 0 && attempt.Password.Length > 0 && session.Tls is not null, "AUTH without a name, a password or TLS");
        return Accept($"auth {attempt.Mechanism} {attempt.Account}");
    }

    public ValueTask<SmtpReply?> ClientStatedAsync(SmtpSession session, CancellationToken cancellationToken) => Accept($"client {session.Client} {session.AuthenticatedAs}");

    public ValueTask<SmtpReply?> MailAsync(SmtpSession session, MailCommand mail, CancellationToken cancellationToken) => Accept(mail.ToString());

    public ValueTask<SmtpReply?> RecipientAsync(SmtpSession session, MailCommand mail, RecipientCommand recipient, CancellationToken cancellationToken)
    {
        if (recipient.Recipient.LocalPart.StartsWith("no", StringComparison.OrdinalIgnoreCase))
            return new(SmtpReply.Of(550, 1, 1, $"There is no <{recipient.Recipient}> here\nand {recipient.OriginalRecipient} neither"));
        return Accept(recipient.ToString());
    }

    public ValueTask<ContentStart> BeginContentAsync(SmtpSession session, SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        Expect.That(transaction.Recipients.Length is > 0 and <= 4, "content without recipients, or with too many");
        Writers.Add(new Writer());
        return new(ContentStart.To(Writers[^1]));
    }

    public ValueTask<SmtpReply> ContentAsync(
        SmtpSession session, SmtpTransaction transaction, IContentWriter content, ContentFacts facts, CancellationToken cancellationToken)
    {
        Messages.Add((((Writer)content).ToArray(), facts));
        return new(SmtpReply.Of(250, 2, 0, $"Taken from {transaction.Mail.Sender}"));
    }

    public void Refused(SmtpSession session, MailCommand? mail, string command, SmtpReply reply)
    {
        Expect.That(!command.Any(char.IsControl), $"a control character in the line for the log: {command}");
        Events.Add($"refused {command}: {reply}");
    }

    void ISmtpSessionHandler.Closed(SmtpSession session, string reason)
    {
        Closed++;
        Events.Add(reason);
    }

    private ValueTask<SmtpReply?> Accept(string what)
    {
        Events.Add(what);
        return default;
    }

    internal sealed class Writer : IContentWriter
    {
        private readonly ArrayBufferWriter<byte> _octets = new();

        public bool IsDisposed { get; private set; }

        public byte[] ToArray() => _octets.WrittenSpan.ToArray();

        public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellationToken)
        {
            foreach (var segment in octets)
                _octets.Write(segment.Span);
            return default;
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return default;
        }
    }
}
