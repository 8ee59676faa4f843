using System.Globalization;
using Gatepost.Mail.Smtp;

namespace Gatepost.Mail.Dsn;

/// <summary>The words of a report for people who know nothing of mail servers.</summary>
internal static class DsnWords
{
    public static string Subject(DsnReport report) => report switch
    {
        { IsForPostmaster: true } => "Bounce that could not be delivered",
        { Action: DsnAction.Failed } => "Your message could not be delivered",
        { Action: DsnAction.Delayed } => "Your message is delayed",
        { Action: DsnAction.Relayed } => "Your message was passed on",
        _ => "Your message was delivered",
    };

    public static string Opening(DsnReport report)
    {
        var whom = report.Recipients.Length == 1 ? "this recipient" : $"these {report.Recipients.Length} recipients";
        return report switch
        {
            { IsForPostmaster: true } =>
                $"A message without a sender, mostly itself a report, could not be delivered to {whom}. There is nobody else to tell.",
            { Action: DsnAction.Failed } => $"Your message could not be delivered to {whom}. It will not be tried again.",
            { Action: DsnAction.Delayed } => $"Your message could not be delivered yet to {whom}. You need not send it again: {Retrying(report)}",
            { Action: DsnAction.Relayed } => $"Your message was handed over to the mail server of {whom}. That server does not report when it is delivered.",
            _ => $"Your message was delivered to {whom}.",
        };
    }

    /// <summary>What a status means; null where only the next hop's words can tell (RFC 3463).</summary>
    public static string? Meaning(EnhancedStatus status) => (status.Subject, status.Detail) switch
    {
        (1, 1) => "There is no such mailbox. Is the address spelled correctly?",
        (1, 2) => "There is no such domain. Is the part after the @ spelled correctly?",
        (1, 3) => "The address is not valid.",
        (1, 10) => "This domain takes no mail at all.",
        (2, 1) => "The mailbox is disabled.",
        (2, 2) => "The mailbox is full.",
        (2, 3) or (3, 4) => "The message is larger than the recipient's server takes.",
        (4, 1) => "The recipient's mail server does not answer.",
        (4, 2) => "The connection to the recipient's mail server broke.",
        (4, 3) => "The recipient's mail server cannot be looked up.",
        (4, 4) => "No mail server is known for this address.",
        (4, 6) => "The mail would go round in a circle: the mail servers are not set up for this domain.",
        (4, 7) => "It was tried for as long as is usual, without success.",
        (6, 7) => "The recipient's mail server does not take addresses with such letters.",
        (7, _) => "The recipient's mail server refused the message by its rules.",
        _ => null,
    };

    private static string Retrying(DsnReport report) => report.RetriedUntil is { } until
        ? string.Create(CultureInfo.InvariantCulture, $"it is tried until {until.UtcDateTime:d MMMM yyyy HH:mm} UTC, and you will be told if that fails.")
        : "it is tried again, and you will be told if that fails.";
}
