using System.Collections.Immutable;

namespace Gatepost.Mail.Mime.SevenBit;

/// <summary>One MIME entity of a message that lies in memory.</summary>
/// <param name="Path">As in <see cref="MessagePart.Path"/>; empty for the message's own multipart.</param>
/// <param name="Begin">Its first header field.</param>
/// <param name="HeaderEnd">The empty line behind its header.</param>
/// <param name="BodyBegin">Behind that.</param>
/// <param name="End">Behind its last octet.</param>
/// <param name="HasChildren">Other entities lie in it.</param>
/// <param name="Fields">Its header.</param>
internal sealed record Entity(string Path, int Begin, int HeaderEnd, int BodyBegin, int End, bool HasChildren, ImmutableArray<HeaderField> Fields)
{
    public string Type { get; } = Fields.FirstOrDefault(header => Is(header, "Content-Type"))?.Value.Split(';', 2)[0].Trim().ToLowerInvariant() ?? "text/plain";

    /// <summary>The transfer encoding, lower case, or nothing.</summary>
    public string Encoding { get; } = Fields.FirstOrDefault(header => Is(header, "Content-Transfer-Encoding"))?.Value.Trim().ToLowerInvariant() ?? "";

    public IEnumerable<HeaderField> EncodingFields => Fields.Where(header => Is(header, "Content-Transfer-Encoding"));

    public bool HasType => Fields.Any(header => Is(header, "Content-Type"));

    public bool HasVersion => Fields.Any(header => Is(header, "MIME-Version"));

    public bool IsContainer => HasChildren || Type.StartsWith("multipart/", StringComparison.Ordinal);

    public bool IsSigned => Type == "multipart/signed";

    public bool IsInside(Entity other) => this != other && Begin >= other.BodyBegin && End <= other.End;

    public static Entity Read(ReadOnlyMemory<byte> message, string path, PartRange range, bool hasChildren)
    {
        var (begin, end) = ((int)range.Begin, (int)range.End);
        var headers = HeaderScanner.Scan(message[begin..end], new HeaderLimits { Fields = int.MaxValue, BlockOctets = int.MaxValue });
        var headerEnd = begin + headers.Length;
        var rest = message.Span[headerEnd..end];
        var blank = rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0;
        return new Entity(path, begin, headerEnd, headerEnd + blank, end, hasChildren, headers.Fields);
    }

    private static bool Is(HeaderField header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
