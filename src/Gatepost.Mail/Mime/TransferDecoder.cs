using System.Buffers;
using MimeKit.Encodings;

namespace Gatepost.Mail.Mime;

/// <summary>How the octets of an entity are encoded.</summary>
internal enum TransferEncoding
{
    /// <summary>They stand for themselves: 7bit, 8bit, binary, and every name that is unknown, as mail programs treat it.</summary>
    None = 0,

    /// <summary>RFC 2045 section 6.8.</summary>
    Base64,

    /// <summary>RFC 2045 section 6.7.</summary>
    QuotedPrintable,

    /// <summary>No standard of mail, but still sent.</summary>
    UUEncode,
}

/// <summary>Decodes a Content-Transfer-Encoding block by block. Keeps its state between blocks; a clone goes on from the same state.</summary>
internal abstract class TransferDecoder
{
    private static readonly SearchValues<char> TokenEnds = SearchValues.Create(" \t\r\n;(\"");

    /// <summary>Octets that <see cref="Decode"/> may need for a block: no encoding decodes to more than it is, but some hold back a few from the block before.</summary>
    public static int RoomFor(int encoded) => encoded + 64;

    /// <summary>Decodes a block; the number of octets written.</summary>
    public abstract int Decode(ReadOnlySpan<byte> encoded, Span<byte> output);


    /// <summary>A new decoder, or null where there is nothing to decode.</summary>
    public static TransferDecoder? For(TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.Base64 => new TolerantBase64Decoder(),
        TransferEncoding.QuotedPrintable => new LibraryDecoder(new QuotedPrintableDecoder()),
        TransferEncoding.UUEncode => new TolerantUuDecoder(),
        _ => null,
    };

    /// <summary>Reads the field value; comments in front of the token (RFC 5322 section 3.2.2), and what stands behind it, are passed over.</summary>
    public static TransferEncoding Parse(ReadOnlySpan<char> value)
    {
        var token = SkipComments(value).TrimStart('"');
        var end = token.IndexOfAny(TokenEnds);
        var name = end < 0 ? token : token[..end];
        if (name.Equals("base64", StringComparison.OrdinalIgnoreCase))
            return TransferEncoding.Base64;
        if (name.Equals("quoted-printable", StringComparison.OrdinalIgnoreCase))
            return TransferEncoding.QuotedPrintable;
        return name.Equals("x-uuencode", StringComparison.OrdinalIgnoreCase) || name.Equals("uuencode", StringComparison.OrdinalIgnoreCase)
            || name.Equals("x-uue", StringComparison.OrdinalIgnoreCase) ? TransferEncoding.UUEncode : TransferEncoding.None;
    }

    private static ReadOnlySpan<char> SkipComments(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        var depth = 0;
        for (var at = 0; at < value.Length; at++)
        {
            if (depth == 0 && value[at] != '(' && !char.IsWhiteSpace(value[at]))
                return value[at..];
            depth += value[at] switch { '(' => 1, ')' => -1, _ => 0 };
            at += value[at] == '\\' ? 1 : 0;
        }
        // A comment that does not end is none.
        return value;
    }

    private sealed class LibraryDecoder(IMimeDecoder decoder) : TransferDecoder
    {
        public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
        {
            var input = ArrayPool<byte>.Shared.Rent(encoded.Length + 1);
            var decoded = ArrayPool<byte>.Shared.Rent(Math.Max(decoder.EstimateOutputLength(encoded.Length), 1));
            try
            {
                encoded.CopyTo(input);
                var length = decoder.Decode(input, 0, encoded.Length, decoded);
                decoded.AsSpan(0, length).CopyTo(output);
                return length;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(input);
                ArrayPool<byte>.Shared.Return(decoded);
            }
        }
    }
}
