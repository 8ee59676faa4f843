using MimeKit;
using MimeKit.Encodings;

namespace Gatepost.Mail.Mime;

/// <summary>The decoders of Content-Transfer-Encoding (RFC 2045 section 6), and uuencode, which is no standard but still sent.</summary>
internal static class TransferDecoding
{
    /// <summary>A new decoder, or null where the octets stand for themselves.</summary>
    public static IMimeDecoder? DecoderFor(ContentEncoding encoding) => encoding switch
    {
        ContentEncoding.Base64 => new Base64Decoder(),
        ContentEncoding.QuotedPrintable => new QuotedPrintableDecoder(),
        ContentEncoding.UUEncode => new UUDecoder(),
        _ => null,
    };

    /// <summary>Reads the field value; an unknown encoding is <see cref="ContentEncoding.Default"/>, as mail programs treat it.</summary>
    public static ContentEncoding Parse(string value)
    {
        var token = value.AsSpan().Trim();
        var end = token.IndexOfAny(" \t;(");
        return (end < 0 ? token : token[..end]).Trim('"') switch
        {
            var name when name.Equals("base64", StringComparison.OrdinalIgnoreCase) => ContentEncoding.Base64,
            var name when name.Equals("quoted-printable", StringComparison.OrdinalIgnoreCase) => ContentEncoding.QuotedPrintable,
            var name when name.Equals("x-uuencode", StringComparison.OrdinalIgnoreCase)
                || name.Equals("uuencode", StringComparison.OrdinalIgnoreCase)
                || name.Equals("x-uue", StringComparison.OrdinalIgnoreCase) => ContentEncoding.UUEncode,
            _ => ContentEncoding.Default,
        };
    }
}
