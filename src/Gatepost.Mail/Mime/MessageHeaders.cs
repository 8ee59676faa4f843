using System.Collections.Immutable;

namespace Gatepost.Mail.Mime;

/// <summary>The header block of a message, in order. Read by <see cref="HeaderScanner"/>, which never fails: what is no field is kept in the block's octets.</summary>
/// <param name="Fields">In order of appearance.</param>
/// <param name="Length">Octets of the block, without the empty line that ends it.</param>
public sealed record MessageHeaders(ImmutableArray<HeaderField> Fields, int Length)
{
    /// <summary>True when a limit of <see cref="HeaderLimits"/> was met: fields beyond it are in the octets, but not in <see cref="Fields"/>.</summary>
    public bool IsTruncated { get; init; }

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
