using System.Collections.Immutable;
using Gatepost.Mail.Addresses;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>An accepted MAIL command.</summary>
/// <param name="Sender">The reverse-path; null is <c>&lt;&gt;</c>.</param>
/// <param name="DeclaredSize">SIZE=, in octets, or null.</param>
/// <param name="Body">BODY=.</param>
/// <param name="SmtpUtf8">SMTPUTF8 was given (RFC 6531).</param>
/// <param name="Return">RET= (RFC 3461).</param>
/// <param name="EnvelopeId">ENVID=, xtext as it came, at most 100 octets; or null.</param>
public sealed record MailCommand(
    EmailAddress? Sender, long? DeclaredSize, SmtpBody Body, bool SmtpUtf8, DsnReturn Return, string? EnvelopeId);

/// <summary>One RCPT command.</summary>
/// <param name="Recipient">The forward-path; source routes are dropped (RFC 5321 appendix C).</param>
/// <param name="Notify">NOTIFY= (RFC 3461).</param>
/// <param name="OriginalRecipient">ORCPT= as it came (<c>rfc822;xtext</c>), or null.</param>
public sealed record RecipientCommand(EmailAddress Recipient, DsnNotify Notify, string? OriginalRecipient);

/// <summary>One mail transaction: what MAIL and the accepted RCPTs said.</summary>
/// <param name="Mail">The sender's side.</param>
/// <param name="Recipients">The accepted recipients, in order, without duplicates.</param>
public sealed record SmtpTransaction(MailCommand Mail, ImmutableArray<RecipientCommand> Recipients);
