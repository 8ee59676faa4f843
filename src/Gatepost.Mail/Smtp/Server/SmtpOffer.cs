namespace Gatepost.Mail.Smtp.Server;

/// <summary>What EHLO announces of the extensions that a next hop may lack; a session whose mail goes straight on offers no more than that hop.</summary>
public sealed record SmtpOffer
{
    /// <summary>All that we understand.</summary>
    public static SmtpOffer Everything { get; } = new();

    /// <summary>8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; } = true;

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; } = true;

    /// <summary>DSN (RFC 3461).</summary>
    public bool Dsn { get; init; } = true;

    /// <summary>The largest message, where that is less than the limit of the listener.</summary>
    public long? MaxSize { get; init; }
}
