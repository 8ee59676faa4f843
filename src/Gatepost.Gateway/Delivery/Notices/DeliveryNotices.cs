using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Dsn;
using Gatepost.Mail.Smtp;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Delivery.Notices;

/// <summary>
/// Sends delivery status notifications: to the sender, or to the postmaster where a message without sender fails. A notice is on disk when this returns.
/// Thread-safe.
/// </summary>
internal sealed partial class DeliveryNotices(
    LocalMail mail, MailSpool spool, PolicySource policy, GatewaySettings settings, NoticeCaps caps, DeliveryLimits limits, TimeProvider time,
    ILogger<DeliveryNotices> logger)
{
    /// <summary>Tells of some recipients of a message. <see cref="IOException"/> when the notice cannot be put on disk.</summary>
    public async Task SendAsync(
        SpoolEntry entry, DsnAction action, ImmutableArray<DsnRecipient> recipients, DateTimeOffset? retriedUntil, CancellationToken cancellationToken)
    {
        var envelope = entry.Record.Envelope;
        var delivery = policy.Current.Delivery;
        if (recipients.IsEmpty || (envelope.Sender is null && action != DsnAction.Failed))
            return;
        var to = envelope.Sender ?? PostmasterFor(delivery, recipients);
        if (to is null)
        {
            Log.GivenUp(logger, entry.Id, Names(recipients));
            return;
        }
        if (caps.TryCount(delivery, to) is { } reason)
        {
            Log.Capped(logger, entry.Id, Names(recipients), reason);
            return;
        }
        try
        {
            var report = ReportOf(entry, action, recipients, retriedUntil, to);
            var id = await mail.SubmitAsync(MailOf(report, entry.Record), cancellationToken);
            Log.Sent(logger, id, report.To.ToString(), action, entry.Id);
        }
        catch
        {
            caps.GiveBack(to);
            throw;
        }
    }

    /// <summary>
    /// A notice goes out uninspected, to an address that may be forged: what the policy stopped or changed does not go back whole. RFC 3461 section 4.3
    /// lets us return the header fields instead.
    /// </summary>
    private static bool MayReturnWhole(SpoolRecord record) =>
        record.Copies.All(copy => copy.Outcome == SpoolOutcome.Deliver && copy.Edits.IsEmpty);

    /// <summary>Null when it is the postmaster whom mail cannot reach: there the chain ends.</summary>
    private EmailAddress? PostmasterFor(DeliverySettings delivery, ImmutableArray<DsnRecipient> recipients)
    {
        var postmaster = SmtpAddressParser.TryParse(delivery.Postmaster, out var set) ? set : new EmailAddress("postmaster", settings.HostName);
        return recipients.Any(recipient => recipient.Address.Equals(postmaster)) ? null : postmaster;
    }

    private DsnReport ReportOf(
        SpoolEntry entry, DsnAction action, ImmutableArray<DsnRecipient> recipients, DateTimeOffset? retriedUntil, EmailAddress to)
    {
        var envelope = entry.Record.Envelope;
        // RFC 3461 section 4.3: RET speaks of failures only.
        var whole = action == DsnAction.Failed && envelope.Return == DsnReturn.Full && entry.ContentLength <= limits.QuotedMessageOctets
            && MayReturnWhole(entry.Record);
        return new DsnReport
        {
            Action = action,
            HostName = settings.HostName,
            Reference = entry.Id.ToString(),
            Id = MailId.New(time).ToString(),
            To = to,
            Date = time.GetUtcNow(),
            ArrivedAt = envelope.ReceivedAt,
            EnvelopeId = envelope.EnvelopeId,
            Subject = entry.Record.Subject,
            RetriedUntil = retriedUntil,
            IsForPostmaster = envelope.Sender is null,
            Recipients = recipients,
            Original = QuotedOriginal.Read(spool.OpenContent(entry), whole, limits),
            IsWhole = whole,
        };
    }

    private static LocalMessage MailOf(DsnReport report, SpoolRecord about) => new()
    {
        Content = DsnWriter.Write(report),
        Recipients = [new EnvelopeRecipient(report.To, DsnNotify.Never)],
        Subject = DsnWriter.SubjectOf(report),
        MessageIdHeader = $"<{report.Id}@{report.HostName}>",
        SmtpUtf8 = report.IsUnicode,
        NextHop = about.FrontNextHop,
        Why = $"delivery status notification for {report.Reference}",
    };

    private static string Names(ImmutableArray<DsnRecipient> recipients) => string.Join(", ", recipients.Select(recipient => recipient.Address.ToString()));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Notice {Id} to {To}: {Action}, about {About}")]
        public static partial void Sent(ILogger logger, MailId id, string to, DsnAction action, MailId about);

        [LoggerMessage(LogLevel.Warning, "No notice about {About} to {Recipients}: {Reason}")]
        public static partial void Capped(ILogger logger, MailId about, string recipients, string reason);

        [LoggerMessage(LogLevel.Error, "Message {About} without sender could not be delivered to {Recipients}, and the postmaster cannot be told: given up")]
        public static partial void GivenUp(ILogger logger, MailId about, string recipients);
    }
}
