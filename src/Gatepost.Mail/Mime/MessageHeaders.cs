using System.Collections.Immutable;

namespace Gatepost.Mail.Mime;

/// <summary>One header field as it arrived.</summary>
/// <param name="Name">As written, before the colon.</param>
/// <param name="Value">Unfolded and decoded (RFC 2047, undeclared 8-bit detected); invalid Unicode is U+FFFD.</param>
/// <param name="Offset">Octets from the start of the content.</param>
/// <param name="Length">Octets of the field with its CRLF, so that it can be cut out without touching its neighbours.</param>
public sealed record HeaderField(string Name, string Value, int Offset, int Length);

/// <summary>The header block of a message, in order. Read by our own scanner, which never fails: what is no field is kept in the block's octets.</summary>
/// <param name="Fields">In order of appearance.</param>
/// <param name="Length">Octets of the block, without the empty line that ends it.</param>
public sealed record MessageHeaders(ImmutableArray<HeaderField> Fields, int Length)
{
    /// <summary>The first field of a name, case-insensitive, or null.</summary>
    public HeaderField? Find(string name)
    {
        foreach (var field in Fields)
        {
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
                return field;
        }
        return null;
    }
}
