using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Gatepost.Mail.Mime;

/// <summary>
/// Finds the header fields of a message in its raw octets. It never fails, looks at each octet a fixed number of times, and decodes nothing: a line that is no
/// field (an mbox <c>From </c> line, junk) stays in the block and ends nothing, because readers that go on after it would see fields that we do not.
/// </summary>
public static class HeaderScanner
{
    private static readonly SearchValues<byte> NameOctets =
        SearchValues.Create([.. Enumerable.Range(33, 94).Select(octet => (byte)octet).Where(octet => octet != (byte)':')]);

    /// <summary>Scans the header block of a message.</summary>
    public static MessageHeaders Scan(MessageContent content, HeaderLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        limits ??= new HeaderLimits();
        return content.TryGetMemory(out var octets) ? Scan(octets, limits) : Scan(ReadBlock(content, limits), limits, content.Length);
    }

    /// <summary>Scans octets that begin with a header block. The fields keep the memory and decode from it later: it must not change.</summary>
    public static MessageHeaders Scan(ReadOnlyMemory<byte> octets, HeaderLimits? limits = null) =>
        Scan(octets, limits ?? new HeaderLimits(), octets.Length);

    private static MessageHeaders Scan(ReadOnlyMemory<byte> octets, HeaderLimits limits, long contentLength)
    {
        var block = octets[..Math.Min(octets.Length, limits.BlockOctets)];
        var fields = ImmutableArray.CreateBuilder<HeaderField>(32);
        var position = 0;
        while (position < block.Length)
        {
            var line = LineLength(block.Span[position..]);
            if (IsEmptyLine(block.Span.Slice(position, line)))
                return new MessageHeaders(fields.DrainToImmutable(), position);
            if (fields.Count == limits.Fields)
                return new MessageHeaders(fields.DrainToImmutable(), EndOfBlock(block.Span, position)) { IsTruncated = true };
            var length = line + ContinuationLength(block.Span[(position + line)..]);
            if (NameLength(block.Span.Slice(position, line)) is var name and > 0)
                fields.Add(ToField(block.Slice(position, length), name, position));
            position += length;
        }
        return new MessageHeaders(fields.DrainToImmutable(), block.Length) { IsTruncated = block.Length < contentLength };
    }

    private static HeaderField ToField(ReadOnlyMemory<byte> octets, int nameLength, int offset)
    {
        var colon = octets.Span[nameLength..].IndexOf((byte)':') + nameLength;
        return new HeaderField(Encoding.ASCII.GetString(octets.Span[..nameLength]), octets[(colon + 1)..], offset, octets.Length);
    }

    /// <summary>Octets of the field name that the line begins with, or 0. White space before the colon is taken, as other readers take it (RFC 5322 section 4.5).</summary>
    private static int NameLength(ReadOnlySpan<byte> line)
    {
        var name = line.IndexOfAnyExcept(NameOctets);
        if (name <= 0)
            return 0;
        var rest = line[name..].TrimStart(" \t"u8);
        return rest.Length > 0 && rest[0] == ':' ? name : 0;
    }

    private static int LineLength(ReadOnlySpan<byte> octets) =>
        octets.IndexOf((byte)'\n') is var end and >= 0 ? end + 1 : octets.Length;

    private static bool IsEmptyLine(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];

    private static int ContinuationLength(ReadOnlySpan<byte> octets)
    {
        var length = 0;
        while (length < octets.Length && octets[length] is (byte)' ' or (byte)'\t')
            length += LineLength(octets[length..]);
        return length;
    }

    private static int EndOfBlock(ReadOnlySpan<byte> octets, int position)
    {
        while (position < octets.Length)
        {
            var line = LineLength(octets[position..]);
            if (IsEmptyLine(octets.Slice(position, line)))
                break;
            position += line;
        }
        return position;
    }

    /// <summary>Reads from a file until the block is complete, so that a message of 25 MB costs a few kilobytes.</summary>
    private static ReadOnlyMemory<byte> ReadBlock(MessageContent content, HeaderLimits limits)
    {
        using var stream = content.OpenRead();
        var buffer = new byte[(int)Math.Min(content.Length, 16_384) + 1];
        var filled = 0;
        while (true)
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(filled), 1, throwOnEndOfStream: false);
            var searched = Math.Max(0, filled - 3);
            filled += read;
            if (read == 0 || HoldsEmptyLine(buffer.AsSpan(searched, filled - searched)) || filled >= limits.BlockOctets)
                return buffer.AsMemory(0, filled);
            if (filled == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(Math.Min(content.Length, limits.BlockOctets), buffer.Length * 4L) + 1);
        }
    }

    private static bool HoldsEmptyLine(ReadOnlySpan<byte> octets) =>
        octets.IndexOf("\n\r\n"u8) >= 0 || octets.IndexOf("\n\n"u8) >= 0;
}
