using System.Buffers;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Authentication;

namespace Gatepost.Testing.Smtp;

/// <summary>A handler that takes everything and remembers it; a test replaces the answers that it wants otherwise.</summary>
public sealed class RecordingHandler : ISmtpSessionHandler
{
    public List<ReceivedMessage> Messages { get; } = [];

    public List<Refusal> Refusals { get; } = [];

    public List<RecordingWriter> Writers { get; } = [];

    public string? ClosedReason { get; private set; }

    public int ClosedCount { get; private set; }

    public Func<SmtpReply?> OnConnect { get; set; } = () => null;

    public Func<string, SmtpReply?> OnHello { get; set; } = _ => null;

    public Func<MailCommand, SmtpReply?> OnMail { get; set; } = _ => null;

    public Func<RecipientCommand, SmtpReply?> OnRecipient { get; set; } = _ => null;

    public Func<SmtpTransaction, ContentStart>? OnBegin { get; set; }

    public Func<ReceivedMessage, ValueTask<SmtpReply>> OnContent { get; set; } = message => new(SmtpReply.Of(250, 0, 0, $"Accepted {message.Content.Length} octets"));

    public ValueTask<SmtpReply?> ConnectAsync(SmtpSession session, CancellationToken cancellationToken) => new(OnConnect());

    public ValueTask<SmtpReply?> HelloAsync(SmtpSession session, string name, CancellationToken cancellationToken) => new(OnHello(name));

    public Func<AuthenticationAttempt, SmtpReply?> OnAuthenticate { get; set; } =
        attempt => attempt is { Account: "printer", Password: "secret" } ? null : SmtpReply.Of(535, 7, 8, "Authentication credentials invalid");

    public Func<SmtpSession, SmtpReply?> OnClientStated { get; set; } = _ => null;

    public ValueTask<SmtpReply?> AuthenticateAsync(SmtpSession session, AuthenticationAttempt attempt, CancellationToken cancellationToken) =>
        new(OnAuthenticate(attempt));

    public ValueTask<SmtpReply?> ClientStatedAsync(SmtpSession session, CancellationToken cancellationToken) => new(OnClientStated(session));

    public ValueTask<SmtpReply?> MailAsync(SmtpSession session, MailCommand mail, CancellationToken cancellationToken) => new(OnMail(mail));

    public ValueTask<SmtpReply?> RecipientAsync(
        SmtpSession session, MailCommand mail, RecipientCommand recipient, CancellationToken cancellationToken) => new(OnRecipient(recipient));

    public ValueTask<ContentStart> BeginContentAsync(SmtpSession session, SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        if (OnBegin is not null)
            return new(OnBegin(transaction));
        var writer = new RecordingWriter();
        Writers.Add(writer);
        return new(ContentStart.To(writer));
    }

    public async ValueTask<SmtpReply> ContentAsync(
        SmtpSession session, SmtpTransaction transaction, IContentWriter content, ContentFacts facts, CancellationToken cancellationToken)
    {
        var message = new ReceivedMessage(transaction, ((RecordingWriter)content).Content, facts);
        var reply = await OnContent(message);
        if (reply.IsPositive)
            Messages.Add(message);
        return reply;
    }

    public void Refused(SmtpSession session, MailCommand? mail, string command, SmtpReply reply) => Refusals.Add(new(mail, command, reply));

    public void Closed(SmtpSession session, string reason)
    {
        ClosedReason = reason;
        ClosedCount++;
    }
}

/// <summary>A message that was accepted.</summary>
public sealed record ReceivedMessage(SmtpTransaction Transaction, byte[] Content, ContentFacts Facts);

/// <summary>One call of <see cref="ISmtpSessionHandler.Refused"/>.</summary>
public sealed record Refusal(MailCommand? Mail, string Command, SmtpReply Reply);

/// <summary>Keeps what was written; may be told to fail or to wait.</summary>
public sealed class RecordingWriter : IContentWriter
{
    private readonly MemoryStream _octets = new();

    public byte[] Content => _octets.ToArray();

    public int Writes { get; private set; }

    public bool IsDisposed { get; private set; }

    public Func<int, ValueTask> OnWrite { get; set; } = _ => ValueTask.CompletedTask;

    public async ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellationToken)
    {
        await OnWrite(++Writes);
        foreach (var segment in octets)
            _octets.Write(segment.Span);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
