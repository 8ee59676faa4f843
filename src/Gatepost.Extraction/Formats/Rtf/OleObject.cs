using Gatepost.Extraction.Formats.Office;
using Gatepost.Extraction.Formats.Office.Embedded;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>An object of OLE 1 ([MS-OLEDS] 2.2.5), as RTF holds it: the class, then what its program wrote: a compound file, a package with a file in it, or something of its own.</summary>
internal static class OleObject
{
    // Names of classes have 39 characters; Word takes longer ones.
    private const int NameOctets = 4_096;
    private const int Linked = 1;
    private const int Embedded = 2;

    // A package is read at places; an object above this is given out as it is, and opened as what it then is.
    private const int PackageOctets = 33_554_432;

    /// <summary>States what the object holds. The stream is read once, from its start.</summary>
    public static void Read(Stream octets, FormatOutput output)
    {
        Span<byte> head = stackalloc byte[8];
        var read = octets.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read == 0)
            return;
        var format = ((ReadOnlySpan<byte>)head).UInt32At(4);
        if (read < head.Length || format is not (Linked or Embedded) || ReadString(octets) is not { } className || ReadString(octets) is not { } topic || ReadString(octets) is not { } item)
        {
            // Not the head that it must have; the octets may be something all the same.
            using var whole = new PrefixedStream(head[..read].ToArray(), octets);
            output.Member(new MemberEntry { IsFile = false }, whole);
            return;
        }
        if (topic.Length > 0 && format == Linked)
            output.Link(topic, "rtf");
        output.Text($"{className} {topic} {item}", TextKind.Property);
        Span<byte> size = stackalloc byte[sizeof(uint)];
        if (octets.ReadAtLeast(size, sizeof(uint), throwOnEndOfStream: false) < sizeof(uint) || format == Linked)
            return;
        var claimed = ((ReadOnlySpan<byte>)size).UInt32At(0);
        if (className.Equals("Package", StringComparison.OrdinalIgnoreCase) && claimed <= PackageOctets)
        {
            using var package = new MemoryStream(octets.ReadUpTo((int)claimed), writable: false);
            NativeObject.ReadPackage(package, output);
            return;
        }
        using var content = new FirstOctets(octets, claimed);
        output.Member(new MemberEntry { IsFile = false }, content);
    }

    private static string? ReadString(Stream octets)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        if (octets.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
            return null;
        var count = ((ReadOnlySpan<byte>)length).UInt32At(0);
        return count > NameOctets ? null : Charset.DecodeUndeclaredLine(octets.ReadUpTo((int)count)).TrimEnd('\0');
    }

    /// <summary>Octets that were read already, then the rest.</summary>
    private sealed class PrefixedStream(byte[] prefix, Stream rest) : ReadOnlyStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            if (_at == prefix.Length)
                return rest.Read(buffer);
            var count = Math.Min(buffer.Length, prefix.Length - _at);
            prefix.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }

    /// <summary>As many octets as an object claims; behind it stands how it is drawn. A claim of nothing, or of more, gives all that is there.</summary>
    private sealed class FirstOctets(Stream inner, uint count) : ReadOnlyStream
    {
        private long _left = count == 0 ? long.MaxValue : count;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _left -= read;
            return read;
        }
    }
}
