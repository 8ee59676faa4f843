namespace Gatepost.Mail.Mime;

/// <summary>
/// Reads the parts of a message in one pass: no attachment is held in memory, each is decoded, counted, hashed and its type told as it streams by. What lies within files is another process's matter.
/// Nothing recurses over the message but the MIME reader itself, and that no deeper than <see cref="ReadingLimits.MimeDepth"/>.
/// </summary>
public static class MessagePartReader
{
    /// <summary>
    /// Reads; what cannot be read is among <see cref="IMessageParts.Problems"/>. Throws only <see cref="OperationCanceledException"/>, and what reading the content from disk throws.
    /// CPU-bound: call it where that is wanted. The result may be used by several threads at once.
    /// </summary>
    public static IMessageParts Read(MessageContent content, ReadingLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(limits);
        var entities = MimeScanner.Scan(content, limits, cancellationToken);
        var collection = new PartCollection(limits);
        collection.Problems.AddRange(entities.Problems);
        foreach (var (part, source) in entities.Parts)
        {
            if (!collection.TryAdd(part, source))
                break;
        }
        return collection.ToParts();
    }
}
