using System.Buffers.Binary;

namespace Gatepost.Mail.FileTypes.Telling;

/// <summary>What the marks of a type are looked for in: the first and last octets of a file. Every look outside of them answers "no".</summary>
internal readonly ref struct FileContent(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long length)
{
    public ReadOnlySpan<byte> Head { get; } = head;

    public ReadOnlySpan<byte> Tail { get; } = tail;

    public long Length { get; } = length;

    public byte Octet(int offset) => (uint)offset < (uint)Head.Length ? Head[offset] : (byte)0;

    public int Little16(int offset) => Has(offset, 2) ? BinaryPrimitives.ReadUInt16LittleEndian(Head[offset..]) : -1;

    public int Big16(int offset) => Has(offset, 2) ? BinaryPrimitives.ReadUInt16BigEndian(Head[offset..]) : -1;

    public long Little32(int offset) => Has(offset, 4) ? BinaryPrimitives.ReadUInt32LittleEndian(Head[offset..]) : -1;

    public long Big32(int offset) => Has(offset, 4) ? BinaryPrimitives.ReadUInt32BigEndian(Head[offset..]) : -1;

    public bool HasAt(long offset, ReadOnlySpan<byte> octets) => offset >= 0 && offset <= Head.Length - octets.Length && Head.Slice((int)offset, octets.Length).SequenceEqual(octets);

    /// <summary>The first octets, at most so many.</summary>
    public ReadOnlySpan<byte> First(int octets) => Head[..Math.Min(octets, Head.Length)];

    private bool Has(int offset, int octets) => offset >= 0 && offset <= Head.Length - octets;
}

/// <summary>What must hold beside a mark, so that nothing else is taken for the type.</summary>
internal delegate bool ContentCheck(FileContent content);

/// <summary>Tells a text kind by its first characters: byte order mark and leading white space are gone, UTF-16 is read.</summary>
internal delegate bool TextCheck(ReadOnlySpan<char> text);
