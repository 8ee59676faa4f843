using System.Buffers;

namespace Gatepost.Mail.FileTypes;

/// <summary>Keeps of octets that stream by what telling their type wants: the first and the last. Reused from one content to the next; not thread-safe.</summary>
public sealed class ContentMarks : IDisposable
{
    // Most parts are short texts.
    private const int FirstHead = 4_096;

    private byte[] _head = ArrayPool<byte>.Shared.Rent(FirstHead);
    private readonly byte[] _tail = new byte[FileTypeCatalogue.TailOctets];
    private readonly EncodedFileWatch _encoded = new();
    private int _headCount;
    private int _tailCount;

    /// <summary>Octets so far.</summary>
    public long Length { get; private set; }

    /// <summary>Takes the next octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        Length += octets.Length;
        KeepHead(octets);
        KeepTail(octets);
        _encoded.Append(octets);
    }

    /// <summary>The type of what came; the marks are then ready for the next content.</summary>
    public FileType Finish()
    {
        var type = FileTypeCatalogue.Detect(_head.AsSpan(0, _headCount), _tail.AsSpan(0, _tailCount), Length);
        // A letter that holds a file is opened as one: words may stand in front of it. The octets of yEnc make it no text.
        if (_encoded.Found is { } encoded && (type.Name == "text" || (encoded == "yenc" && type == FileTypeCatalogue.Unknown)))
            type = FileTypeCatalogue.Find(encoded)!;
        _encoded.Restart();
        (_headCount, _tailCount, Length) = (0, 0, 0);
        return type;
    }

    /// <summary>Gives the room back; the marks are not used any more.</summary>
    public void Dispose()
    {
        var head = _head;
        _head = [];
        if (head.Length > 0)
            ArrayPool<byte>.Shared.Return(head);
    }

    private void KeepHead(ReadOnlySpan<byte> octets)
    {
        var wanted = Math.Min(octets.Length, FileTypeCatalogue.HeadOctets - _headCount);
        if (wanted == 0)
            return;
        if (_headCount + wanted > _head.Length)
            Grow();
        octets[..wanted].CopyTo(_head.AsSpan(_headCount));
        _headCount += wanted;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(FileTypeCatalogue.HeadOctets);
        _head.AsSpan(0, _headCount).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_head);
        _head = larger;
    }

    private void KeepTail(ReadOnlySpan<byte> octets)
    {
        if (octets.Length >= _tail.Length)
        {
            octets[^_tail.Length..].CopyTo(_tail);
            _tailCount = _tail.Length;
            return;
        }
        var kept = Math.Min(_tailCount, _tail.Length - octets.Length);
        _tail.AsSpan(_tailCount - kept, kept).CopyTo(_tail);
        octets.CopyTo(_tail.AsSpan(kept));
        _tailCount = kept + octets.Length;
    }
}
