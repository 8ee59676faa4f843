using Gatepost.Mail.Text;

namespace Gatepost.Mail.Mime;

/// <summary>
/// One header field as it arrived. The value is decoded when it is first read, since most messages need three fields of thirty. Thread-safe:
/// two threads may both decode, and get the same text.
/// </summary>
public sealed class HeaderField
{
    private readonly ReadOnlyMemory<byte> _octets;
    private string? _value;

    /// <summary>A field whose value is known already.</summary>
    public HeaderField(string name, string value, int offset, int length)
    {
        Name = name;
        _value = value;
        Offset = offset;
        Length = length;
    }

    internal HeaderField(string name, ReadOnlyMemory<byte> octets, int offset, int length)
    {
        Name = name;
        _octets = octets;
        Offset = offset;
        Length = length;
    }

    /// <summary>As written, before the colon and the white space that some put in front of it.</summary>
    public string Name { get; }

    /// <summary>Unfolded and decoded (RFC 2047, undeclared 8-bit detected); invalid Unicode is U+FFFD.</summary>
    public string Value => _value ??= HeaderText.Decode(_octets.Span);

    /// <summary>
    /// Unfolded, with RFC 2047 words as they stand. A mail program reads addresses from this and decodes afterwards, so that what looks like syntax in
    /// <see cref="Value"/> may be none. Decoded at every reading; the value itself where the field was made from one.
    /// </summary>
    public string RawValue => _octets.IsEmpty ? Value : HeaderText.Unfolded(_octets.Span);

    /// <summary>Octets from the start of the content.</summary>
    public int Offset { get; }

    /// <summary>Octets of the field with its CRLF, so that it can be cut out without touching its neighbours.</summary>
    public int Length { get; }

    /// <summary>For people: <c>Name: value</c>.</summary>
    public override string ToString() => $"{Name}: {Value}";
}
