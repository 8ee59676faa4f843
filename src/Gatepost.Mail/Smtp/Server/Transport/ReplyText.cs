using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Smtp.Server.Transport;

/// <summary>A reply as it goes on the wire: folded to lines of 512 octets (RFC 5321 section 4.5.3.1.5), free of control characters.</summary>
internal static class ReplyText
{
    /// <summary>RFC 5321 section 4.5.3.1.5, with CRLF.</summary>
    internal const int MaxLineOctets = 512;

    /// <summary>Builds the lines.</summary>
    /// <param name="reply">Its text may come from anywhere.</param>
    /// <param name="allowUtf8">The client asked for SMTPUTF8 (RFC 6531 section 3.7.4.2); otherwise other characters become question marks.</param>
    internal static string Format(SmtpReply reply, bool allowUtf8)
    {
        var status = reply.Status is { } enhanced ? $"{enhanced} " : "";
        var room = MaxLineOctets - "250-".Length - status.Length - "\r\n".Length;
        var lines = new List<string>();
        foreach (var line in reply.Text.Split('\n'))
            Fold(Clean(line.TrimEnd('\r'), allowUtf8), room, lines);
        var wire = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            wire.Append(CultureInfo.InvariantCulture, $"{reply.Code}{(i < lines.Count - 1 ? '-' : ' ')}{status}{lines[i]}");
            wire.Append("\r\n");
        }
        return wire.ToString();
    }

    /// <summary>Cleans input for a reply or a log line: no control characters, no halves of characters.</summary>
    internal static string Clean(string text, bool allowUtf8)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii ? Rune.IsControl(rune) : !allowUtf8 || IsUnsafe(rune))
                clean.Append('?');
            else
                clean.Append(rune.ToString());
        }
        return clean.ToString();
    }

    private static bool IsUnsafe(Rune rune) => rune.IsBmp && Addresses.SmtpDomain.IsUnsafe((char)rune.Value);

    private static void Fold(string text, int room, List<string> lines)
    {
        while (Encoding.UTF8.GetByteCount(text) > room)
        {
            var cut = LastFit(text, room);
            lines.Add(text[..cut].TrimEnd(' '));
            text = text[cut..].TrimStart(' ');
        }
        lines.Add(text);
    }

    /// <summary>Characters that fit, up to the last space when there is one in the second half.</summary>
    private static int LastFit(string text, int room)
    {
        int octets = 0, length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > room)
                break;
            octets += rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }
        var space = text.LastIndexOf(' ', length - 1);
        return space > length / 2 ? space : length;
    }
}
