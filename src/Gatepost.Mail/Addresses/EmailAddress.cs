namespace Gatepost.Mail.Addresses;

/// <summary>
/// An SMTP mailbox as it stands in an envelope (RFC 5321 section 4.1.2 <c>Mailbox</c>, RFC 6531 for Unicode).
/// The local part is kept as the client wrote it, without the quotes of a quoted string; the domain keeps its
/// spelling too. The null reverse-path <c>&lt;&gt;</c> is a <see langword="null"/> reference, never an instance.
/// </summary>
/// <remarks>
/// Two addresses are equal when local part and domain match without regard to case. RFC 5321 allows a case-sensitive
/// local part, but no receiver of today tells them apart, and a rule that can be dodged by a capital letter is no rule.
/// </remarks>
public sealed class EmailAddress : IEquatable<EmailAddress>
{
    /// <summary>Makes an address of parts that were already validated; see <see cref="SmtpAddressParser"/> for input of others.</summary>
    public EmailAddress(string localPart, string domain)
    {
        ArgumentNullException.ThrowIfNull(localPart);
        ArgumentNullException.ThrowIfNull(domain);
        LocalPart = localPart;
        Domain = domain;
    }

    /// <summary>What stands before the last <c>@</c>, unquoted.</summary>
    public string LocalPart { get; }

    /// <summary>Domain or address literal (<c>[192.0.2.1]</c>); empty only for the bare <c>Postmaster</c> of RFC 5321 section 4.1.1.3.</summary>
    public string Domain { get; }

    /// <inheritdoc/>
    public bool Equals(EmailAddress? other) =>
        other is not null
        && string.Equals(LocalPart, other.LocalPart, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Domain, other.Domain, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        LocalPart.GetHashCode(StringComparison.OrdinalIgnoreCase), Domain.GetHashCode(StringComparison.OrdinalIgnoreCase));

    /// <summary>The form that goes on the wire between angle brackets: quoted again where the local part needs it.</summary>
    public override string ToString()
    {
        var local = SmtpAddressParser.NeedsQuotes(LocalPart) ? SmtpAddressParser.Quote(LocalPart) : LocalPart;
        return Domain.Length == 0 ? local : $"{local}@{Domain}";
    }
}
