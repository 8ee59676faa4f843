using Gatepost.Mail.Smtp.Server.Authentication;
using Microsoft.Extensions.Logging;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>
/// The one place where exceptions of a session's handler are caught: each becomes a log line and a "try again later". Only the end of the
/// session itself passes through.
/// </summary>
internal sealed partial class GuardedHandler(ISmtpSessionHandler inner, ILogger logger) : ISmtpSessionHandler
{
    private const string Apology = "An internal error has occurred; try again later";

    private static readonly SmtpReply Failure = SmtpReply.Of(451, 3, 0, Apology);

    /// <summary>RFC 4954 section 6.</summary>
    private static readonly SmtpReply AuthenticationFailure = SmtpReply.Of(454, 7, 0, Apology);

    /// <summary>A connection is refused with 421 or 554 (RFC 5321 section 4.3.2), so 421 it is.</summary>
    private static readonly SmtpReply ConnectFailure = SmtpReply.Of(421, 3, 0, Apology);

    public ValueTask<SmtpReply?> ConnectAsync(SmtpSession session, CancellationToken cancellationToken) =>
        GuardAsync(session, () => inner.ConnectAsync(session, cancellationToken), ConnectFailure, cancellationToken);

    public ValueTask<SmtpReply?> HelloAsync(SmtpSession session, string name, CancellationToken cancellationToken) =>
        GuardAsync(session, () => inner.HelloAsync(session, name, cancellationToken), Failure, cancellationToken);

    public ValueTask<SmtpReply?> AuthenticateAsync(SmtpSession session, AuthenticationAttempt attempt, CancellationToken cancellationToken) =>
        GuardAsync(session, () => inner.AuthenticateAsync(session, attempt, cancellationToken), AuthenticationFailure, cancellationToken);

    public ValueTask<SmtpReply?> ClientStatedAsync(SmtpSession session, CancellationToken cancellationToken) =>
        GuardAsync(session, () => inner.ClientStatedAsync(session, cancellationToken), ConnectFailure, cancellationToken);

    public ValueTask<SmtpReply?> MailAsync(SmtpSession session, MailCommand mail, CancellationToken cancellationToken) =>
        GuardAsync(session, () => inner.MailAsync(session, mail, cancellationToken), Failure, cancellationToken);

    public ValueTask<SmtpReply?> RecipientAsync(
        SmtpSession session, MailCommand mail, RecipientCommand recipient, CancellationToken cancellationToken) =>
        GuardAsync(session, () => inner.RecipientAsync(session, mail, recipient, cancellationToken), Failure, cancellationToken);

    public ValueTask<ContentStart> BeginContentAsync(SmtpSession session, SmtpTransaction transaction, CancellationToken cancellationToken) =>
        GuardAsync(session, () => inner.BeginContentAsync(session, transaction, cancellationToken), ContentStart.Refuse(Failure), cancellationToken);

    public ValueTask<SmtpReply> ContentAsync(
        SmtpSession session, SmtpTransaction transaction, IContentWriter content, ContentFacts facts, CancellationToken cancellationToken) =>
        GuardAsync(session, () => inner.ContentAsync(session, transaction, content, facts, cancellationToken), Failure, cancellationToken);

    public void Refused(SmtpSession session, MailCommand? mail, string command, SmtpReply reply) =>
        Guard(session, () => inner.Refused(session, mail, command, reply));

    public void Closed(SmtpSession session, string reason) => Guard(session, () => inner.Closed(session, reason));

    private async ValueTask<T> GuardAsync<T>(SmtpSession session, Func<ValueTask<T>> call, T failure, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.HandlerFailed(logger, session.Id, e);
            return failure;
        }
    }

    private void Guard(SmtpSession session, Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            Log.HandlerFailed(logger, session.Id, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "SMTP session {Session}: the gateway failed at a command; the client is told to try again.")]
        internal static partial void HandlerFailed(ILogger logger, Guid session, Exception exception);
    }
}
