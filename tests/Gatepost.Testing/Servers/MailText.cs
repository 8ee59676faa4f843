using System.Text;

namespace Gatepost.Testing.Servers;

/// <summary>Small things that tests do with the octets of messages.</summary>
public static class MailText
{
    /// <summary>The value of the first header field of a name, unfolded, or null.</summary>
    public static string? Header(ReadOnlySpan<byte> message, string name)
    {
        var end = message.IndexOf("\r\n\r\n"u8);
        var head = Encoding.Latin1.GetString(end < 0 ? message : message[..end]).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        for (var at = 0; at < head.Length; at++)
        {
            if (!head[at].StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
                continue;
            var value = new StringBuilder(head[at][(name.Length + 1)..].Trim());
            while (at + 1 < head.Length && head[at + 1].Length > 0 && head[at + 1][0] is ' ' or '\t')
                value.Append(' ').Append(head[++at].Trim());
            return value.ToString().Trim();
        }
        return null;
    }

    /// <summary>Turns LF that stands alone into CRLF; CR that stands alone stays.</summary>
    public static byte[] ToCrLf(ReadOnlySpan<byte> octets)
    {
        var result = new MemoryStream(octets.Length + octets.Length / 30 + 2);
        var previous = (byte)0;
        foreach (var octet in octets)
        {
            if (octet == '\n' && previous != '\r')
                result.WriteByte((byte)'\r');
            result.WriteByte(octet);
            previous = octet;
        }
        return result.ToArray();
    }

    /// <summary>Stuffs dots and adds the final dot (RFC 5321 section 4.5.2); content that does not end in CRLF gets one.</summary>
    public static byte[] ForTheWire(ReadOnlySpan<byte> content)
    {
        var result = new MemoryStream(content.Length + 64);
        var lineStart = true;
        while (!content.IsEmpty)
        {
            if (lineStart && content[0] == '.')
                result.WriteByte((byte)'.');
            var end = content.IndexOf("\r\n"u8);
            var line = end < 0 ? content : content[..(end + 2)];
            result.Write(line);
            lineStart = end >= 0;
            content = content[line.Length..];
        }
        result.Write(lineStart ? ".\r\n"u8 : "\r\n.\r\n"u8);
        return result.ToArray();
    }

    /// <summary>A small message of text.</summary>
    public static byte[] Simple(string from, string to, string subject, string body, string? messageId = null) => Encoding.UTF8.GetBytes(
        $"From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n" +
        $"Message-ID: <{messageId ?? $"{Guid.NewGuid():N}@tests.example"}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n");
}
