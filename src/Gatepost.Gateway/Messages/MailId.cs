using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Gatepost.Gateway.Messages;

/// <summary>
/// Our id of a message: a UUID version 7, so that ids sort by time. Never to be confused with the Message-ID header, which the sender chose.
/// </summary>
public readonly record struct MailId(Guid Value) : IComparable<MailId>
{
    /// <summary>A new id for a message that arrives now.</summary>
    public static MailId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Reads the form of <see cref="ToString"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MailId id)
    {
        var parsed = Guid.TryParseExact(text, "D", out var value);
        id = new MailId(value);
        return parsed;
    }

    /// <summary>When the message arrived, to the millisecond.</summary>
    public DateTimeOffset Time
    {
        get
        {
            Span<byte> octets = stackalloc byte[16];
            Value.TryWriteBytes(octets, bigEndian: true, out _);
            var milliseconds = 0L;
            foreach (var octet in octets[..6])
                milliseconds = (milliseconds << 8) | octet;
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
    }

    /// <inheritdoc/>
    public int CompareTo(MailId other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>Lower case, with hyphens; safe in file names, log lines and replies.</summary>
    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>Earlier.</summary>
    public static bool operator <(MailId left, MailId right) => left.CompareTo(right) < 0;

    /// <summary>Later.</summary>
    public static bool operator >(MailId left, MailId right) => left.CompareTo(right) > 0;

    /// <summary>Earlier or the same.</summary>
    public static bool operator <=(MailId left, MailId right) => left.CompareTo(right) <= 0;

    /// <summary>Later or the same.</summary>
    public static bool operator >=(MailId left, MailId right) => left.CompareTo(right) >= 0;
}
