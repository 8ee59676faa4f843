using System.Collections.Immutable;
using System.Globalization;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>What a next hop offers in its EHLO reply (RFC 5321 section 4.1.1.1); nothing after HELO.</summary>
public sealed record SmtpCapabilities
{
    /// <summary>STARTTLS (RFC 3207).</summary>
    public bool StartTls { get; init; }

    /// <summary>PIPELINING (RFC 2920).</summary>
    public bool Pipelining { get; init; }

    /// <summary>8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; }

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>DSN (RFC 3461): whoever offers it takes the sender's wishes over, and reports in our place.</summary>
    public bool Dsn { get; init; }

    /// <summary>SIZE (RFC 1870).</summary>
    public bool Size { get; init; }

    /// <summary>CHUNKING: content may come by BDAT (RFC 3030).</summary>
    public bool Chunking { get; init; }

    /// <summary>AUTH mechanisms (RFC 4954), upper case.</summary>
    public ImmutableArray<string> Auth { get; init; } = [];

    /// <summary>XFORWARD attributes that the next hop wants to know of the client, upper case.</summary>
    public ImmutableArray<string> Xforward { get; init; } = [];

    /// <summary>Largest message in octets; null when no limit was named.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Reads the lines of an EHLO reply; the first line is a greeting and no keyword.</summary>
    public static SmtpCapabilities Parse(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var found = new SmtpCapabilities();
        foreach (var line in reply.Text.Split('\n').Skip(1))
        {
            // "AUTH=PLAIN" is how it was written before RFC 2554.
            var words = line.Split([' ', '='], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length > 0)
                found = With(found, words);
        }
        return found;
    }

    private static SmtpCapabilities With(SmtpCapabilities found, string[] words) => words[0].ToUpperInvariant() switch
    {
        "STARTTLS" => found with { StartTls = true },
        "PIPELINING" => found with { Pipelining = true },
        "8BITMIME" => found with { EightBitMime = true },
        "SMTPUTF8" => found with { SmtpUtf8 = true },
        "DSN" => found with { Dsn = true },
        "CHUNKING" => found with { Chunking = true },
        "AUTH" => found with { Auth = [.. found.Auth, .. words.Skip(1).Select(word => word.ToUpperInvariant())] },
        "XFORWARD" => found with { Xforward = [.. words.Skip(1).Select(word => word.ToUpperInvariant())] },
        "SIZE" => found with { Size = true, MaxSize = MaxSizeOf(words) },
        _ => found,
    };

    private static long? MaxSizeOf(string[] words) =>
        words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;
}
