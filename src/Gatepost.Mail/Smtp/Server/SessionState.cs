using System.Collections.Immutable;
using System.IO.Pipelines;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp.Server.Commands;
using Gatepost.Mail.Smtp.Server.Content;
using Gatepost.Mail.Smtp.Server.Transport;
using Microsoft.Extensions.Logging;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>Everything that the verbs of one session share.</summary>
internal sealed class SessionState(
    SmtpSession session, SmtpServerOptions options, ISmtpSessionHandler handler, IDuplexPipe transport, Wire wire, ReplyWriter replies,
    TimeProvider time, ILogger logger)
{
    private readonly ImmutableArray<RecipientCommand>.Builder _recipients = ImmutableArray.CreateBuilder<RecipientCommand>();
    private readonly HashSet<EmailAddress> _known = [];

    internal SmtpSession Session { get; } = session;

    internal SmtpServerOptions Options { get; } = options;

    internal SmtpServerLimits Limits => Options.Limits;

    /// <summary>The gateway's side; it never throws but for the end of the session (see <see cref="GuardedHandler"/>).</summary>
    internal ISmtpSessionHandler Handler { get; } = handler;

    internal IDuplexPipe Transport { get; } = transport;

    internal Wire Wire { get; } = wire;

    internal ReplyWriter Replies { get; } = replies;

    internal CommandReader Commands { get; } = new(wire, options);

    internal TimeProvider Time { get; } = time;

    internal ILogger Logger { get; } = logger;

    internal SessionPhase Phase { get; set; } = SessionPhase.Start;

    /// <summary>The sender's side of the transaction, or null outside of one.</summary>
    internal MailCommand? Mail { get; private set; }

    /// <summary>Content that BDAT brings in chunks.</summary>
    internal ContentIntake? Chunks { get; set; }

    internal int RecipientCount => _recipients.Count;

    /// <summary>True once RCPT was tried in this transaction, whatever became of it.</summary>
    internal bool HasTriedRecipient { get; set; }

    /// <summary>Refused commands since the last accepted message: the count that ends a session, as in Postfix.</summary>
    internal int Errors { get; set; }

    /// <summary>Commands since the last accepted message that carry no mail forward.</summary>
    internal int Junk { get; set; }

    /// <summary>Recipients beyond the limit since the last accepted message: RSET is no way to ask a million times.</summary>
    internal int Overflow { get; set; }

    internal bool IsInTransaction => Phase is SessionPhase.Mail or SessionPhase.Recipients or SessionPhase.Chunks;

    internal SmtpTransaction Transaction => new(Mail!, _recipients.ToImmutable());

    internal void BeginTransaction(MailCommand mail) => (Mail, Phase) = (mail, SessionPhase.Mail);

    internal bool HasRecipient(EmailAddress address) => _known.Contains(address);

    internal void AddRecipient(RecipientCommand recipient)
    {
        _recipients.Add(recipient);
        _known.Add(recipient.Recipient);
        Phase = SessionPhase.Recipients;
    }

    /// <summary>Ends the transaction, and throws half-read content away (RFC 5321 section 4.1.1.5).</summary>
    internal async ValueTask ResetAsync()
    {
        (Mail, HasTriedRecipient, Session.Forwarded) = (null, false, null);
        _recipients.Clear();
        _known.Clear();
        if (Phase != SessionPhase.Start)
            Phase = SessionPhase.Ready;
        var chunks = Chunks;
        Chunks = null;
        if (chunks is not null)
            await chunks.DisposeAsync();
    }

    /// <summary>A message was accepted: a client that brings mail is forgiven its mistakes.</summary>
    internal void CountMessage()
    {
        Session.Messages++;
        (Errors, Junk, Overflow) = (0, 0, 0);
    }
}
