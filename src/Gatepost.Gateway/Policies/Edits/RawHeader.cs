using System.Collections.Immutable;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>
/// The header block as octets, split into fields without touching them. What is no field (a line without a colon) is kept as part of the block.
/// One forward pass, no recursion.
/// </summary>
/// <param name="Octets">The block, without the empty line that ends it.</param>
/// <param name="Fields">Where the fields lie.</param>
internal sealed record RawHeader(ReadOnlyMemory<byte> Octets, ImmutableArray<RawField> Fields)
{
    /// <summary>Reads the block at the start of a message; its length is at most <see cref="EditLimits.HeaderOctets"/>.</summary>
    public static RawHeader Read(MessageContent content)
    {
        if (!content.TryGetMemory(out var octets))
            octets = ReadStart(content);
        if (octets.Length > EditLimits.HeaderOctets)
            octets = octets[..EditLimits.HeaderOctets];
        return Split(octets);
    }

    private static ReadOnlyMemory<byte> ReadStart(MessageContent content)
    {
        using var stream = content.OpenRead();
        var buffer = new byte[Math.Min(content.Length, 16_384)];
        var filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            var all = buffer.Length >= Math.Min(content.Length, EditLimits.HeaderOctets);
            if (all || buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) >= 0)
                return buffer.AsMemory(0, filled);
            Array.Resize(ref buffer, (int)Math.Min(Math.Min(content.Length, EditLimits.HeaderOctets), buffer.Length * 4L));
        }
    }

    internal static RawHeader Split(ReadOnlyMemory<byte> octets)
    {
        var span = octets.Span;
        var fields = ImmutableArray.CreateBuilder<RawField>();
        var position = 0;
        while (position < span.Length)
        {
            var line = LineLength(span[position..]);
            if (span[position] == '\n' || (span[position] == '\r' && line == 2))
                break;
            if (span[position] is (byte)' ' or (byte)'\t' && fields.Count > 0 && fields[^1].Offset + fields[^1].Length == position)
                fields[^1] = fields[^1] with { Length = fields[^1].Length + line };
            else if (NameOf(span.Slice(position, line)) is { } name)
                fields.Add(new RawField(name, position, line));
            position += line;
        }
        return new RawHeader(octets[..position], fields.ToImmutable());
    }

    private static int LineLength(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest.Length : end + 1;
    }

    /// <summary>The name before the colon. RFC 5322 section 4.5 lets white space stand between the two; readers skip it, so it hides nothing here.</summary>
    private static string? NameOf(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return null;
        var name = line[..colon].TrimEnd(" \t"u8);
        return name.IsEmpty || name.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) >= 0 ? null : Encoding.ASCII.GetString(name);
    }
}

/// <summary>One field of a <see cref="RawHeader"/>.</summary>
/// <param name="Name">As written.</param>
/// <param name="Offset">From the start of the message.</param>
/// <param name="Length">With its folded lines and the last line end.</param>
internal readonly record struct RawField(string Name, int Offset, int Length)
{
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
