using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Delivery.Notices;

/// <summary>What a report quotes of the message that it is about: the header block, or all of a small message.</summary>
internal static class QuotedOriginal
{
    public static ReadOnlyMemory<byte> Read(MessageContent content, bool whole, DeliveryLimits limits)
    {
        var most = (int)Math.Min(content.Length, whole ? limits.QuotedMessageOctets : limits.QuotedHeaderOctets);
        var octets = new byte[most];
        using var stream = content.OpenRead();
        var count = stream.ReadAtLeast(octets, most, throwOnEndOfStream: false);
        return whole ? octets.AsMemory(0, count) : octets.AsMemory(0, HeaderLength(octets.AsSpan(0, count)));
    }

    /// <summary>Up to the empty line; of a block that is longer than the limit, its whole lines.</summary>
    private static int HeaderLength(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith("\r\n"u8))
            return 0;
        var end = octets.IndexOf("\r\n\r\n"u8);
        return end >= 0 ? end + 2 : octets.LastIndexOf((byte)'\n') + 1;
    }
}
