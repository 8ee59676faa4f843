using System.Globalization;
using System.Text;
using Gatepost.Mail.Addresses;

namespace Gatepost.Mail.Smtp.Server.Commands;

/// <summary>The argument of MAIL: <c>FROM:&lt;path&gt;</c> with SIZE, BODY, SMTPUTF8, RET and ENVID.</summary>
internal static class MailSyntax
{
    /// <summary>RFC 3461 section 4.4.</summary>
    private const int MaxEnvelopeIdOctets = 100;

    internal static Parsed<MailCommand> Parse(string argument, SmtpServerLimits limits, bool offersAuthentication = false)
    {
        if (!PathArgument.TryCut(argument, "FROM:", out var text))
            return Refuse(501, 5, 4, "Syntax: MAIL FROM:<address>");
        var path = SmtpAddressParser.ParsePath(text);
        if (path.Problem is not null)
            return Refuse(501, 1, 7, $"Bad sender address: {path.Problem}");
        if (path.Address is { Domain.Length: 0 })
            return Refuse(501, 1, 7, "Bad sender address: the domain is missing");
        var (parameters, refusal) = EsmtpParameters.Parse(text[path.Length..]);
        return parameters is null ? Parsed<MailCommand>.Refuse(refusal!) : Read(path.Address, parameters, limits, offersAuthentication);
    }

    private static Parsed<MailCommand> Read(EmailAddress? sender, EsmtpParameters parameters, SmtpServerLimits limits, bool offersAuthentication)
    {
        var body = SmtpBody.SevenBit;
        var returned = DsnReturn.Unspecified;
        long? size = null;
        if (parameters.Take("SIZE", out var value) && !TryReadSize(value, out size))
            return Refuse(501, 5, 4, "SIZE must be a number of octets");
        if (size > limits.MessageOctets)
            return Refuse(552, 3, 4, TooBig(limits));
        if (parameters.Take("BODY", out value) && ReadBody(value, out body) is { } bodyRefusal)
            return Parsed<MailCommand>.Refuse(bodyRefusal);
        var utf8 = parameters.Take("SMTPUTF8", out value);
        if (utf8 && value is not null)
            return Refuse(501, 5, 4, "SMTPUTF8 takes no value");
        if (parameters.Take("RET", out value) && !TryReadReturn(value, out returned))
            return Refuse(501, 5, 4, "RET must be FULL or HDRS");
        if (parameters.Take("ENVID", out var id) && (id is null || id.Length > MaxEnvelopeIdOctets || !Xtext.TryDecode(id, out _)))
            return Refuse(501, 5, 4, "ENVID must be xtext of at most 100 characters");
        // RFC 4954 section 5: taken wherever AUTH is offered. It is one server's word to another on who wrote the mail; ours depends on nobody's word.
        if (offersAuthentication && parameters.Take("AUTH", out var author) && (author is null || !Xtext.TryDecode(author, out _)))
            return Refuse(501, 5, 4, "AUTH must be an address in xtext, or <>");
        if (parameters.RefuseUnknown() is { } unknown)
            return Parsed<MailCommand>.Refuse(unknown);
        return !utf8 && PathArgument.NeedsUtf8(sender)
            ? Refuse(553, 6, 7, "The sender address is not ASCII, and MAIL was sent without SMTPUTF8")
            : Parsed<MailCommand>.Of(new MailCommand(sender, size, body, utf8, returned, id));
    }

    internal static string TooBig(SmtpServerLimits limits) =>
        string.Create(CultureInfo.InvariantCulture, $"The message is larger than the {limits.MessageOctets} octets that are taken here");

    /// <summary>RFC 1870: 1 to 20 digits. What exceeds 64 bits is not malformed, merely too large.</summary>
    private static bool TryReadSize(string? value, out long? size)
    {
        size = null;
        if (value is null || value.Length > 20 || !Ascii.IsValid(value) || value.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : long.MaxValue;
        return true;
    }

    private static SmtpReply? ReadBody(string? value, out SmtpBody body)
    {
        body = string.Equals(value, "8BITMIME", StringComparison.OrdinalIgnoreCase) ? SmtpBody.EightBitMime : SmtpBody.SevenBit;
        if (body == SmtpBody.EightBitMime || string.Equals(value, "7BIT", StringComparison.OrdinalIgnoreCase))
            return null;
        return string.Equals(value, "BINARYMIME", StringComparison.OrdinalIgnoreCase)
            ? SmtpReply.Of(555, 5, 4, "BODY=BINARYMIME is not supported")
            : SmtpReply.Of(501, 5, 4, "BODY must be 7BIT or 8BITMIME");
    }

    private static bool TryReadReturn(string? value, out DsnReturn returned)
    {
        returned = value?.ToUpperInvariant() switch
        {
            "FULL" => DsnReturn.Full,
            "HDRS" => DsnReturn.Headers,
            _ => DsnReturn.Unspecified,
        };
        return returned != DsnReturn.Unspecified;
    }

    private static Parsed<MailCommand> Refuse(int code, int subject, int detail, string text) =>
        Parsed<MailCommand>.Refuse(code, subject, detail, text);
}
