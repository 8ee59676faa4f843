namespace Gatepost.Mail.Mime;

/// <summary>The decoded octets of a range of the message, in its transfer encoding. Opening never loads them; thread-safe.</summary>
internal sealed class MimeOctets(MessageContent content, long begin, long end, TransferEncoding encoding)
{
    /// <summary>A stream to read once from start to end.</summary>
    public Stream Open() => TransferDecoder.For(encoding) is { } decoder ? new DecodedStream(OpenRange(), decoder) : OpenRange();

    private RangeStream OpenRange() => new(content.OpenRead(), begin, end - begin);
}
