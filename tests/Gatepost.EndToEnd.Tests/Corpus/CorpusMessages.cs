using System.Formats.Tar;
using System.IO.Compression;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Corpus;

/// <summary>The public mail beside the checkout, read from its archives.</summary>
internal static class CorpusMessages
{
    private static readonly string[] WholeSets = ["spamassassin", "phishing_pot", "mxhero_synthetic_ham", "sisimai_bounces", "rspamd_messages", "parsedmarc_reports"];
    private static readonly string[] MimeSets = ["mime_mimekit", "mime_mime4j", "mime_enmime", "mime_nodemailer", "mime_stalwart"];
    private static readonly string[] MessageFiles = [".eml", ".msg", ".txt"];

    /// <summary>Every message, LF turned into CRLF, with a CRLF at the end as SMTP has it.</summary>
    public static IEnumerable<CorpusMessage> All()
    {
        foreach (var set in WholeSets.Concat(MimeSets))
        {
            foreach (var (path, octets) in Files(Path.Combine(Requirement.Shared("corpus"), set, set + ".tar.gz")))
            {
                if (MessageFiles.Contains(Path.GetExtension(path)))
                    yield return new CorpusMessage($"{set}/{path}", ForSmtp(octets));
            }
        }
    }

    private static IEnumerable<(string Path, byte[] Octets)> Files(string archive)
    {
        using var stream = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            var octets = new byte[entry.Length];
            entry.DataStream.ReadExactly(octets);
            yield return (entry.Name, octets);
        }
    }

    private static byte[] ForSmtp(byte[] octets)
    {
        var content = MailText.ToCrLf(octets);
        return content.AsSpan().EndsWith("\r\n"u8) ? content : [.. content, .. "\r\n"u8];
    }
}

/// <summary>One message of the corpus.</summary>
/// <param name="Path">Set and file.</param>
/// <param name="Content">As it goes over SMTP, before dots are stuffed.</param>
internal sealed record CorpusMessage(string Path, byte[] Content)
{
    /// <summary>True when CR stands alone somewhere (RFC 5321 section 2.3.8 forbids it).</summary>
    public bool HasBareCr
    {
        get
        {
            for (var at = 0; at < Content.Length; at++)
            {
                if (Content[at] == '\r' && (at + 1 == Content.Length || Content[at + 1] != '\n'))
                    return true;
            }
            return false;
        }
    }

    /// <summary>How many times it was received before (RFC 5321 section 6.3).</summary>
    public int ReceivedHeaders
    {
        get
        {
            var text = System.Text.Encoding.Latin1.GetString(Content);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return (end < 0 ? text : text[..end]).Split("\r\n").Count(line => line.StartsWith("Received:", StringComparison.OrdinalIgnoreCase));
        }
    }
}
