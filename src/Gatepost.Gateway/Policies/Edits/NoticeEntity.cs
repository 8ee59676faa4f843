using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>The text that takes the place of a part.</summary>
internal static class NoticeEntity
{
    /// <summary>Octets of an entity's header that are looked at for fields to keep; more is nobody's letter.</summary>
    private const int HeaderOctets = 1_048_576;

    /// <summary>The whole entity. Fields that do not describe the content stay: an attached message of one part keeps its From and Subject.</summary>
    public static byte[] Write(MessageContent content, PartRange range, string notice)
    {
        var (fields, body) = Text(notice);
        using var entity = new MemoryStream();
        WriteKept(entity, content, range);
        foreach (var (name, value) in fields)
            entity.Write(Encoding.ASCII.GetBytes($"{name}: {value}\r\n"));
        entity.Write("\r\n"u8);
        entity.Write(body);
        if (!EndsAtLineEnd(content, range.End))
            entity.Write("\r\n"u8);
        return entity.ToArray();
    }

    /// <summary>Content fields and body of a text: plain where ASCII will do, base64 for any other script.</summary>
    public static (IReadOnlyList<(string Name, string Value)> Fields, byte[] Body) Text(string notice)
    {
        var text = notice.ReplaceLineEndings("\r\n").TrimEnd();
        var isPlain = Ascii.IsValid(text) && !text.Contains('\0', StringComparison.Ordinal)
            && text.Split("\r\n").All(line => line.Length <= EditLimits.LineOctets && !line.StartsWith("--", StringComparison.Ordinal));
        var body = isPlain ? text : Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks);
        return (
        [
            ("Content-Type", isPlain ? "text/plain; charset=us-ascii" : "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", isPlain ? "7bit" : "base64"),
            ("Content-Disposition", "inline"),
        ], Encoding.ASCII.GetBytes(body));
    }

    private static void WriteKept(MemoryStream entity, MessageContent content, PartRange range)
    {
        var length = range.HeadersEnd - range.Begin;
        if (length is 0 or > HeaderOctets)
            return;
        var octets = new byte[length];
        using (var stream = content.OpenRead())
        {
            stream.Position = range.Begin;
            stream.ReadExactly(octets);
        }
        foreach (var field in HeaderScanner.Scan(octets.AsMemory()).Fields)
        {
            if (ContentFields.IsOne(field.Name))
                continue;
            // A header that a boundary cut off lacks its last line end, or half of it: our own fields must not run on from there.
            entity.Write(octets.AsSpan(field.Offset, field.Length).TrimEnd("\r\n"u8));
            entity.Write("\r\n"u8);
        }
    }

    /// <summary>False where the part was empty, and its line end belonged to the boundary before it: the next boundary then needs one.</summary>
    private static bool EndsAtLineEnd(MessageContent content, long end)
    {
        if (end >= content.Length)
            return true;
        using var stream = content.OpenRead();
        stream.Position = end;
        return stream.ReadByte() is '\r' or '\n';
    }
}
