using System.Text;
using Gatepost.Mail.Addresses;

namespace Gatepost.Mail.Smtp.Server.Commands;

/// <summary>The argument of RCPT: <c>TO:&lt;path&gt;</c> with NOTIFY and ORCPT.</summary>
internal static class RecipientSyntax
{
    /// <summary>RFC 3461 section 4.2.</summary>
    private const int MaxOriginalRecipientOctets = 500;

    internal static Parsed<RecipientCommand> Parse(string argument, bool smtpUtf8)
    {
        if (!PathArgument.TryCut(argument, "TO:", out var text))
            return Refuse(501, 5, 4, "Syntax: RCPT TO:<address>");
        var path = SmtpAddressParser.ParsePath(text);
        if (path.Problem is not null)
            return Refuse(501, 1, 3, $"Bad recipient address: {path.Problem}");
        if (path.Address is null)
            return Refuse(501, 1, 3, "Bad recipient address: it is empty");
        // user%elsewhere@here and elsewhere!user@here ask whoever delivers to relay: refused here, whatever the next hop thinks of them.
        if (path.Address.LocalPart.AsSpan().IndexOfAny('%', '!', '@') >= 0)
            return Refuse(553, 1, 3, "Bad recipient address: routing inside the local part (%, ! or @) is not accepted");
        var (parameters, refusal) = EsmtpParameters.Parse(text[path.Length..]);
        return parameters is null ? Parsed<RecipientCommand>.Refuse(refusal!) : Read(path.Address, parameters, smtpUtf8);
    }

    private static Parsed<RecipientCommand> Read(EmailAddress recipient, EsmtpParameters parameters, bool smtpUtf8)
    {
        var notify = DsnNotify.Default;
        if (parameters.Take("NOTIFY", out var value) && !TryReadNotify(value, out notify))
            return Refuse(501, 5, 4, "NOTIFY must be NEVER, or a list of SUCCESS, FAILURE and DELAY");
        if (parameters.Take("ORCPT", out var original) && !IsOriginalRecipient(original, smtpUtf8))
            return Refuse(501, 5, 4, "ORCPT must be a type, a semicolon and xtext, 500 characters at most");
        if (parameters.RefuseUnknown() is { } unknown)
            return Parsed<RecipientCommand>.Refuse(unknown);
        return !smtpUtf8 && PathArgument.NeedsUtf8(recipient)
            ? Refuse(553, 6, 7, "The recipient address is not ASCII, and MAIL was sent without SMTPUTF8")
            : Parsed<RecipientCommand>.Of(new RecipientCommand(recipient, notify, original));
    }

    private static bool TryReadNotify(string? value, out DsnNotify notify)
    {
        notify = DsnNotify.Default;
        foreach (var word in (value ?? "").ToUpperInvariant().Split(','))
        {
            var flag = word switch
            {
                "NEVER" => DsnNotify.Never,
                "SUCCESS" => DsnNotify.Success,
                "FAILURE" => DsnNotify.Failure,
                "DELAY" => DsnNotify.Delay,
                _ => DsnNotify.Default,
            };
            if (flag == DsnNotify.Default || (notify & flag) != 0)
                return false;
            notify |= flag;
        }
        return notify == DsnNotify.Never || (notify & DsnNotify.Never) == 0;
    }

    private static bool IsOriginalRecipient(string? value, bool smtpUtf8)
    {
        var semicolon = value?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        if (value is null || semicolon <= 0 || semicolon == value.Length - 1 || value.Length > MaxOriginalRecipientOctets)
            return false;
        foreach (var c in value.AsSpan(0, semicolon))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                return false;
        }
        var address = value[(semicolon + 1)..];
        return Xtext.TryDecode(address, out _) || (smtpUtf8 && !Ascii.IsValid(address) && !HoldsUnsafe(address));
    }

    /// <summary>RFC 6533's <c>utf-8-addr-unitext</c> may stand as it is, but for what would break a line of the DSN.</summary>
    private static bool HoldsUnsafe(string text)
    {
        foreach (var c in text)
        {
            if (SmtpDomain.IsUnsafe(c) || c is ' ' or '=')
                return true;
        }
        return false;
    }

    private static Parsed<RecipientCommand> Refuse(int code, int subject, int detail, string text) =>
        Parsed<RecipientCommand>.Refuse(code, subject, detail, text);
}
