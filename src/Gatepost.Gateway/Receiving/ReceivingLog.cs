using System.Net;
using Gatepost.Gateway.Messages;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving;

/// <summary>What receiving says to the log.</summary>
internal static partial class ReceivingLog
{
    [LoggerMessage(1001, LogLevel.Information, "{MailId} accepted from <{Sender}> [{Client}] in session {SessionId}: {Recipients} recipient(s), {Size} octets, {Disposition}")]
    public static partial void Accepted(ILogger logger, MailId mailId, string sender, IPAddress? client, Guid? sessionId, int recipients, long size, string disposition);

    [LoggerMessage(1002, LogLevel.Information, "{MailId} refused from <{Sender}> [{Client}] in session {SessionId}: {Reply}")]
    public static partial void Refused(ILogger logger, MailId mailId, string sender, IPAddress? client, Guid? sessionId, string reply);

    [LoggerMessage(1011, LogLevel.Debug, "Session {SessionId} of [{Client}] begins at {Listener}")]
    public static partial void SessionBegins(ILogger logger, Guid sessionId, IPAddress client, string listener);

    [LoggerMessage(1012, LogLevel.Debug, "Session {SessionId} of [{Client}] was refused {Command}: {Reply}")]
    public static partial void CommandRefused(ILogger logger, Guid sessionId, IPAddress client, string command, string reply);

    [LoggerMessage(1013, LogLevel.Information, "{MailId} was inspected late, from the spool: {Disposition}")]
    public static partial void DecidedLate(ILogger logger, MailId mailId, string disposition);

    [LoggerMessage(1003, LogLevel.Debug, "Session {SessionId} of [{Client}] at {Destination} closed after {Messages} message(s): {Reason}")]
    public static partial void SessionClosed(ILogger logger, Guid sessionId, IPAddress client, IPEndPoint destination, int messages, string reason);

    [LoggerMessage(1004, LogLevel.Error, "{MailId} could not be stored and was not accepted")]
    public static partial void NotStored(ILogger logger, MailId mailId, Exception exception);

    [LoggerMessage(1005, LogLevel.Warning, "{MailId} spooled as held: its inspection takes longer than the session's budget of {Budget}")]
    public static partial void BudgetPassed(ILogger logger, MailId mailId, TimeSpan budget);

    [LoggerMessage(1006, LogLevel.Warning, "{MailId} set aside: its content was in flight when the process died twice")]
    public static partial void SetAside(ILogger logger, MailId mailId);

    [LoggerMessage(1007, LogLevel.Error, "{MailId} could not be inspected late, next try in {Wait}")]
    public static partial void LateInspectionFailed(ILogger logger, MailId mailId, TimeSpan wait, Exception exception);

    [LoggerMessage(1009, LogLevel.Warning, "[{Client}] was refused {Count} times within this minute; the message log takes no more of its refusals until the minute ends")]
    public static partial void ManyRefusalsOfClient(ILogger logger, IPAddress client, int count);

    [LoggerMessage(1010, LogLevel.Warning, "{Count} refusals within this minute; the message log takes no more of them until the minute ends")]
    public static partial void ManyRefusals(ILogger logger, int count);

    [LoggerMessage(1011, LogLevel.Warning, "Listener {Listener} demands TLS: mail servers of the Internet that have none cannot send to it (RFC 3207 section 4)")]
    public static partial void MxDemandsTls(ILogger logger, string listener);

    [LoggerMessage(1012, LogLevel.Information, "Session {SessionId} of [{Client}] authenticated as {Account}")]
    public static partial void Authenticated(ILogger logger, Guid sessionId, IPAddress client, string account);

    [LoggerMessage(1013, LogLevel.Warning, "Session {SessionId} of [{Client}] not authenticated as {Account}: {Reply}")]
    public static partial void NotAuthenticated(ILogger logger, Guid sessionId, IPAddress client, string account, string reply);

    [LoggerMessage(1014, LogLevel.Warning, "Listener {Listener}: a connection of the proxy [{Proxy}] was closed: {Problem}")]
    public static partial void BadProxyHeader(ILogger logger, string listener, IPAddress proxy, string problem);

    [LoggerMessage(1008, LogLevel.Error, "A session of [{Client}] ended by an unexpected fault")]
    public static partial void SessionFailed(ILogger logger, IPAddress client, Exception exception);
}
