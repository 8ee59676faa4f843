using System.Globalization;

namespace Gatepost.Mail.Smtp;

/// <summary>
/// One SMTP reply (RFC 5321 section 4.2), sent by us or read from a next hop. <see cref="Text"/> holds the lines joined by
/// <c>\n</c>, without codes. Writers must fold and clean it: a text that comes from input may hold anything.
/// </summary>
/// <param name="Code">200 to 599.</param>
/// <param name="Status">The enhanced status code, or null where none belongs (greeting, EHLO, 354) or none was sent.</param>
/// <param name="Text">Words for a person; may be empty.</param>
public sealed record SmtpReply(int Code, EnhancedStatus? Status, string Text)
{
    /// <summary>Makes a reply whose enhanced class follows from the code, so that the two can never disagree.</summary>
    public static SmtpReply Of(int code, int subject, int detail, string text) =>
        new(code, new EnhancedStatus(code / 100, subject, detail), text);

    /// <summary>2xx: done.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>4xx: try again later.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>5xx: never.</summary>
    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>One line, as logs and bounces quote it.</summary>
    public override string ToString() => Status is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"{Code} {status} {Text.ReplaceLineEndings(" ")}")
        : string.Create(CultureInfo.InvariantCulture, $"{Code} {Text.ReplaceLineEndings(" ")}");
}
