using System.Net;
using Gatepost.Gateway.Messages;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving.Direct;

/// <summary>What direct listeners say to the log.</summary>
internal static partial class DirectLog
{
    [LoggerMessage(1051, LogLevel.Information, "{MailId} passed on from <{Sender}> [{Client}]: {Recipients} recipient(s), {Size} octets, taken by {NextHop}: {Words}")]
    public static partial void Passed(ILogger logger, MailId mailId, string sender, IPAddress? client, int recipients, long size, string nextHop, string words);

    [LoggerMessage(1052, LogLevel.Information, "{MailId} from <{Sender}> [{Client}] not taken by {NextHop}: {Words}")]
    public static partial void NotPassed(ILogger logger, MailId mailId, string sender, IPAddress? client, string nextHop, string words);
}
