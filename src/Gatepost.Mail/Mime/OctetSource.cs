namespace Gatepost.Mail.Mime;

/// <summary>Where the decoded octets of a part come from. Opening never loads them; thread-safe.</summary>
internal abstract class OctetSource
{
    /// <summary>A stream to read once from start to end.</summary>
    public abstract Stream Open();

    /// <summary>A stream to jump about in, as the directory of an archive wants it.</summary>
    public abstract Stream OpenSeekable();
}

/// <summary>A range of the message, in its transfer encoding.</summary>
internal sealed class MimeOctets(MessageContent content, long begin, long end, TransferEncoding encoding) : OctetSource
{
    private readonly Lock _lock = new();
    private DecodingIndex? _index;

    public override Stream Open() =>
        TransferDecoder.For(encoding) is { } decoder ? new DecodedStream(OpenRange(), decoder) : OpenRange();

    public override Stream OpenSeekable()
    {
        if (TransferDecoder.For(encoding) is not { } decoder)
            return OpenRange();
        lock (_lock)
        {
            if (_index is null)
            {
                using var range = OpenRange();
                _index = DecodingIndex.Build(range, decoder);
            }
        }
        return new DecodedStream(OpenRange(), TransferDecoder.For(encoding)!, _index);
    }

    private RangeStream OpenRange() => new(content.OpenRead(), begin, end - begin);
}

/// <summary>Octets in memory: an archive that lay in an archive.</summary>
internal sealed class MemoryOctets(byte[] octets, int length) : OctetSource
{
    public override Stream Open() => new MemoryStream(octets, 0, length, writable: false);

    public override Stream OpenSeekable() => Open();
}
