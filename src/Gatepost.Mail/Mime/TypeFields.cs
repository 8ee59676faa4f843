using System.Buffers;
using System.Text;

namespace Gatepost.Mail.Mime;

/// <summary>Compares Content-Type fields by what would make two programs read two contents: the type, the boundary, the charset.</summary>
internal static class TypeFields
{
    private static readonly SearchValues<byte> TypeEnds = SearchValues.Create("; \t\r\n("u8);

    /// <summary>True where it does not matter which of two fields counts.</summary>
    public static bool Agree(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.SequenceEqual(other)
        || (Ascii.EqualsIgnoreCase(TypeOf(one), TypeOf(other))
            && ValuesOf(one, "boundary").SequenceEqual(ValuesOf(other, "boundary"), StringComparer.Ordinal)
            && ValuesOf(one, "charset").SequenceEqual(ValuesOf(other, "charset"), StringComparer.OrdinalIgnoreCase));

    /// <summary>True for a field that names no type and subtype: such an entity is text/plain (RFC 2045 section 5.2), and mail programs show it.</summary>
    public static bool IsInvalid(ReadOnlySpan<byte> field) => TypeOf(field) is var type && (type.IndexOf((byte)'/') is var slash && (slash <= 0 || slash == type.Length - 1));

    /// <summary>True for a multipart that names two boundaries: of a parameter that is there twice some programs take the first, some the last.</summary>
    public static bool HasTwoBoundaries(ReadOnlySpan<byte> field) =>
        TypeOf(field) is var type && type.Length > 9 && Ascii.EqualsIgnoreCase(type[..10], "multipart/")
        && ValuesOf(field, "boundary").Distinct(StringComparer.Ordinal).Count() > 1;

    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> field)
    {
        field = field.TrimStart(" \t\r\n"u8);
        return field.IndexOfAny(TypeEnds) is var end and >= 0 ? field[..end] : field;
    }

    private static IEnumerable<string> ValuesOf(ReadOnlySpan<byte> field, string parameter) => LenientParameters.FindAll(field, parameter).Select(value => value.Text);
}
