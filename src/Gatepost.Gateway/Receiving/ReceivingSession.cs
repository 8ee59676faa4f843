using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving.Connections;
using Gatepost.Gateway.Receiving.Direct;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Authentication;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// The gateway's side of one SMTP session: relay control per recipient, room and overload before DATA, then <see cref="MessageAcceptance"/>.
/// Used by its session only, one call at a time.
/// </summary>
internal sealed class ReceivingSession(
    ListenerSettings listener, ReceivingServices services, ConnectionSeat seat, bool isClientKnown, NextHopRelay? relay = null)
    : ISmtpSessionHandler
{
    private const int MaxLoggedCommand = 200;
    private const int MaxLoggedAccount = 64;
    private int _refusals;
    private bool _hasAnswered;
    private bool _isLogged;

    public ValueTask<SmtpReply?> ConnectAsync(SmtpSession session, CancellationToken cancellationToken) => ValueTask.FromResult(seat.Admission switch
    {
        ConnectionAdmission.TooManyInAll => SmtpReply.Of(421, 3, 2, "Too many connections, please try again later"),
        ConnectionAdmission.TooManyOfAddress => SmtpReply.Of(421, 7, 0, "Too many connections from your address at once"),
        _ => null,
    });

    public ValueTask<SmtpReply?> HelloAsync(SmtpSession session, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SmtpReply?>(null);

    public async ValueTask<SmtpReply?> AuthenticateAsync(SmtpSession session, AuthenticationAttempt attempt, CancellationToken cancellationToken)
    {
        var client = session.Client.Address;
        var refusal = await services.Authenticator.JudgeAsync(client, attempt, cancellationToken);
        var account = VisibleText.OneLine(LogText.Cut(attempt.Account, MaxLoggedAccount)!);
        if (refusal is null)
            ReceivingLog.Authenticated(services.Logger, session.Id, client, account);
        else
            ReceivingLog.NotAuthenticated(services.Logger, session.Id, client, account, refusal.ToString());
        return refusal;
    }

    public ValueTask<SmtpReply?> ClientStatedAsync(SmtpSession session, CancellationToken cancellationToken)
    {
        seat.Move(session.Client.Address);
        return ConnectAsync(session, cancellationToken);
    }

    public ValueTask<SmtpReply?> MailAsync(SmtpSession session, MailCommand mail, CancellationToken cancellationToken)
    {
        AnswerIsOut();
        if (RelayControl.JudgeClient(listener, MayRelay(session)) is { } stranger)
            return ValueTask.FromResult<SmtpReply?>(stranger);
        // Which recipients are ours is not known either: 550 would be wrong for all of them, and final.
        if (services.Policy.Current.IsNone)
            return ValueTask.FromResult<SmtpReply?>(SmtpReply.Of(451, 3, 0, "No policy is in force here, so that no mail can be judged; please try again later"));
        return ValueTask.FromResult(mail.DeclaredSize > 0 && services.Spool.UnhealthyReason is { } reason ? NoRoom(reason) : null);
    }

    public ValueTask<SmtpReply?> RecipientAsync(
        SmtpSession session, MailCommand mail, RecipientCommand recipient, CancellationToken cancellationToken)
    {
        var policy = services.Policy.Current;
        var resolved = RelayControl.Resolve(recipient.Recipient, policy, services.Settings.HostName);
        var isPostmaster = !resolved.Equals(recipient.Recipient);
        return ValueTask.FromResult(isPostmaster ? null : RelayControl.Judge(resolved, MayRelay(session), policy));
    }

    public ValueTask<ContentStart> BeginContentAsync(SmtpSession session, SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        if (services.Spool.UnhealthyReason is { } reason)
            return ValueTask.FromResult(ContentStart.Refuse(NoRoom(reason)));
        if (services.Gate.IsOverloaded(services.Settings.InspectionBudget))
            return ValueTask.FromResult(ContentStart.Refuse(SmtpReply.Of(451, 3, 2, "Too many messages wait for inspection, please try again later")));
        try
        {
            return ValueTask.FromResult(ContentStart.To(services.Spool.BeginIntake(Messages.MailId.New(services.Time))));
        }
        catch (IOException)
        {
            return ValueTask.FromResult(ContentStart.Refuse(NoRoom("the disk refused a new file")));
        }
    }

    public async ValueTask<SmtpReply> ContentAsync(
        SmtpSession session, SmtpTransaction transaction, IContentWriter content, ContentFacts facts, CancellationToken cancellationToken)
    {
        _hasAnswered = true;
        var began = services.Time.GetTimestamp();
        var answer = await services.Acceptance.AcceptAsync(EnvelopeOf(session, transaction), (SpoolIntake)content, listener, relay, cancellationToken);
        _isLogged = answer is { IsLogged: true, Reply.IsPositive: false };
        services.Metrics?.Answered(listener.Name, answer.Reply, facts.Octets, services.Time.GetElapsedTime(began));
        return answer.Reply;
    }

    public void Refused(SmtpSession session, MailCommand? mail, string command, SmtpReply reply)
    {
        services.Metrics?.Refused(listener.Name, command, reply);
        if (_isLogged)
        {
            _isLogged = false;
            return;
        }
        var client = session.Client.Address;
        ReceivingLog.CommandRefused(services.Logger, session.Id, client, VisibleText.OneLine(command, MaxLoggedCommand), reply.ToString());
        var spent = services.Refusals.Spend(client);
        if (spent.IsWritten)
            services.Log.Append(Refusal(session, mail, command, reply));
        if (spent.TellCount > 0 && spent.OfAll)
            ReceivingLog.ManyRefusals(services.Logger, spent.TellCount);
        else if (spent.TellCount > 0)
            ReceivingLog.ManyRefusalsOfClient(services.Logger, client, spent.TellCount);
    }

    public void Closed(SmtpSession session, string reason)
    {
        AnswerIsOut();
        ReceivingLog.SessionClosed(services.Logger, session.Id, session.Client.Address, session.Destination, session.Messages, VisibleText.OneLine(reason));
    }

    /// <summary>The session has flushed its last answer to content by the time that anything else happens in it.</summary>
    private void AnswerIsOut()
    {
        if (_hasAnswered)
            services.Failpoints.Hit(FailpointNames.AfterOurReply);
        _hasAnswered = false;
    }

    private RefusalLogged Refusal(SmtpSession session, MailCommand? mail, string command, SmtpReply reply) => new()
    {
        At = services.Time.GetUtcNow(),
        SessionId = session.Id,
        Number = _refusals++,
        Listener = listener.Name,
        ClientAddress = SessionClient.AddressOf(session)?.ToString() ?? "unknown",
        Helo = SessionClient.HeloOf(session),
        Sender = mail is null ? null : mail.Sender?.ToString() ?? "",
        Recipient = RecipientOf(command),
        Command = command.Length > MaxLoggedCommand ? command[..MaxLoggedCommand] : command,
        Reply = reply.ToString(),
    };

    private Messages.Envelope EnvelopeOf(SmtpSession session, SmtpTransaction transaction) => new()
    {
        SessionId = session.Id,
        Listener = listener.Name,
        ClientAddress = SessionClient.AddressOf(session),
        Helo = SessionClient.HeloOf(session),
        IsExtended = session.IsExtended,
        Tls = session.Tls,
        Sender = transaction.Mail.Sender,
        Recipients =
        [
            .. transaction.Recipients.Select(r => new Messages.EnvelopeRecipient(Resolve(r.Recipient), r.Notify, r.OriginalRecipient)),
        ],
        Body = transaction.Mail.Body,
        SmtpUtf8 = transaction.Mail.SmtpUtf8,
        Return = transaction.Mail.Return,
        EnvelopeId = transaction.Mail.EnvelopeId,
        ReceivedAt = services.Time.GetUtcNow(),
        Client = SessionClient.IdentityOf(session),
        IsRelayClient = SessionClient.IsRelayClient(session, listener, MayRelay(session)),
    };

    private bool MayRelay(SmtpSession session) => RelayControl.MayRelay(session, listener, isClientKnown);

    /// <summary>A next hop that judges its recipients itself knows its own postmaster.</summary>
    private EmailAddress Resolve(EmailAddress recipient) =>
        relay is null ? RelayControl.Resolve(recipient, services.Policy.Current, services.Settings.HostName) : recipient;

    private static SmtpReply NoRoom(string reason) => SmtpReply.Of(452, 3, 1, $"Mail cannot be stored now ({reason}), please try again later");

    /// <summary>The address of a refused RCPT, for the search by recipient; the command was cleaned already.</summary>
    private static string? RecipientOf(string command)
    {
        const string verb = "RCPT TO:";
        if (!command.StartsWith(verb, StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = command.AsSpan(verb.Length).Trim();
        var end = rest.IndexOf('>');
        return (end > 0 && rest[0] == '<' ? rest[1..end] : rest).ToString();
    }
}
