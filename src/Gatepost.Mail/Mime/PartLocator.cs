namespace Gatepost.Mail.Mime;

/// <summary>
/// Says where the parts lie in the octets of a message, by the same scanner that numbered them: whoever cuts a part out by its path cuts what was inspected, and
/// not what another parser takes for it (two boundaries in a row are an empty part to one and none to another).
/// </summary>
public static class PartLocator
{
    /// <summary>The ranges by <see cref="MessagePart.Path"/>; members of containers are not among them. A message's own root multipart has no path, its only part is <c>1</c>.</summary>
    public static IReadOnlyDictionary<string, PartRange> Locate(MessageContent content, ReadingLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(limits);
        var ranges = new Dictionary<string, PartRange>(StringComparer.Ordinal);
        MimeScanner.Scan(content, limits, cancellationToken, ranges);
        using var stream = content.OpenRead();
        foreach (var (path, range) in ranges)
            ranges[path] = WithoutHalfLineEnd(stream, range);
        return ranges;
    }

    /// <summary>Where a read block of the reader ends between CR and LF, it takes the LF alone for the line end of the boundary; what is cut out then leaves an LF alone.</summary>
    private static PartRange WithoutHalfLineEnd(Stream stream, PartRange range)
    {
        if (range.End <= range.Begin || range.End >= stream.Length)
            return range;
        stream.Position = range.End - 1;
        return stream.ReadByte() == '\r' && stream.ReadByte() == '\n'
            ? range with { HeadersEnd = Math.Min(range.HeadersEnd, range.End - 1), End = range.End - 1 }
            : range;
    }
}

/// <summary>Octets of one entity, from the start of the message.</summary>
/// <param name="Begin">Its first header field.</param>
/// <param name="HeadersEnd">The end of its header.</param>
/// <param name="End">Behind its last octet; the line end in front of the next boundary is not part of it.</param>
public readonly record struct PartRange(long Begin, long HeadersEnd, long End);
