using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Mail.Tests.Smtp;

/// <summary>The rules of end-of-data said once more, slowly, over the whole input at once: what the fast scanner is compared with.</summary>
internal static class ContentOracle
{
    /// <summary>What a session should make of the octets that follow DATA; null content when the end is missing.</summary>
    public static (byte[]? Content, bool HasAlone, int Consumed) Data(ReadOnlySpan<byte> octets, BareLineEndings bare)
    {
        var end = FindEnd(octets);
        var whole = octets[..(end < 0 ? octets.Length : end)];
        var lines = new List<byte>();
        for (var i = 0; i < whole.Length; i++)
        {
            var startsLine = i == 0 || (i >= 2 && whole[i - 2] == '\r' && whole[i - 1] == '\n');
            if (!(startsLine && whole[i] == '.'))
                lines.Add(whole[i]);
        }
        var (content, hasAlone) = Normalise([.. lines]);
        return (end < 0 ? null : bare == BareLineEndings.Normalise ? content : [.. lines], hasAlone, end + 3);
    }

    /// <summary>Every CR or LF that stands alone becomes CRLF.</summary>
    public static (byte[] Content, bool HasAlone) Normalise(byte[] octets)
    {
        var content = new List<byte>();
        var hasAlone = false;
        for (var i = 0; i < octets.Length; i++)
        {
            var isPair = octets[i] == '\r' && i + 1 < octets.Length && octets[i + 1] == '\n';
            if (octets[i] is not ((byte)'\r' or (byte)'\n'))
            {
                content.Add(octets[i]);
                continue;
            }
            content.AddRange("\r\n"u8);
            hasAlone |= !isPair;
            i += isPair ? 1 : 0;
        }
        return ([.. content], hasAlone);
    }

    /// <summary>The index of the dot that ends the content.</summary>
    private static int FindEnd(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith(".\r\n"u8))
            return 0;
        var at = octets.IndexOf("\r\n.\r\n"u8);
        return at < 0 ? -1 : at + 2;
    }
}
