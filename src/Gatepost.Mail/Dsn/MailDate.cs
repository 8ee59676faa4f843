using System.Globalization;

namespace Gatepost.Mail.Dsn;

/// <summary>Dates of headers (RFC 5322 section 3.3), always in UTC.</summary>
public static class MailDate
{
    /// <summary>Such as <c>Tue, 24 Nov 2026 09:30:00 +0000</c>.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("ddd, d MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
}
