using System.Text;

namespace Gatepost.Mail.Mime.SevenBit;

/// <summary>
/// Makes a message with eight-bit bodies fit for a server without 8BITMIME (RFC 6152 section 3): texts become quoted-printable, anything else base64; boundaries, other fields and bodies of seven bits stay as they are.
/// It says no rather than changing what a message means: where a signature covers the part, and where the parts would not read as before.
/// </summary>
public static class SevenBitConversion
{
    private static readonly ReadingLimits Limits = new();

    /// <summary>The message in seven bits, or null when it cannot be made so. Eight-bit octets in header fields stay: only SMTPUTF8 (RFC 6531) could carry them.</summary>
    public static byte[]? Convert(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var content = new MemoryContent(message);
        var entities = EntitiesOf(content, cancellationToken);
        var cuts = new List<Cut>();
        foreach (var entity in entities)
        {
            var before = cuts.Count;
            if (entity.IsContainer)
                RelabelContainer(entity, cuts);
            else if (!ConvertLeaf(message.Span, entity, cuts))
                return null;
            if (cuts.Count > before && entities.Exists(other => other.IsSigned && entity.IsInside(other)))
                return null;
        }
        var converted = Splice(message, cuts);
        var result = new MemoryContent(converted);
        return IsSevenBitBelowHeaders(converted, EntitiesOf(result, cancellationToken)) && ReadsAlike(content, result, cancellationToken) ? converted : null;
    }

    /// <summary>True when a header field of the message or of a part of it holds eight-bit octets: what RFC 6532 allows, and RFC 5322 does not.</summary>
    public static bool HasEightBitHeader(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        EntitiesOf(new MemoryContent(message), cancellationToken).Exists(entity => IsEightBit(message.Span[entity.Begin..entity.HeaderEnd]));

    /// <summary>True when some octet has its eighth bit.</summary>
    public static bool IsEightBit(ReadOnlySpan<byte> octets) => octets.ContainsAnyInRange((byte)0x80, (byte)0xff);

    private static List<Entity> EntitiesOf(MemoryContent content, CancellationToken cancellationToken)
    {
        content.TryGetMemory(out var octets);
        var ranges = PartLocator.Locate(content, Limits, cancellationToken);
        var entities = ranges.Select(range => Entity.Read(octets, range.Key, range.Value, ranges.ContainsKey(range.Key + "/1"))).ToList();
        if (!entities.Exists(entity => entity.Begin == 0))
            entities.Add(Entity.Read(octets, "", new PartRange(0, 0, octets.Length), hasChildren: true));
        return entities;
    }

    /// <summary>RFC 2045 section 6.4: a multipart or message of seven-bit parts is seven-bit itself.</summary>
    private static void RelabelContainer(Entity entity, List<Cut> cuts)
    {
        if (entity.Encoding is "8bit" or "binary")
            Relabel(entity, "7bit", cuts);
    }

    private static bool ConvertLeaf(ReadOnlySpan<byte> message, Entity entity, List<Cut> cuts)
    {
        var body = message[entity.BodyBegin..entity.End];
        if (!IsEightBit(body))
        {
            if (entity.Encoding is "8bit")
                Relabel(entity, "7bit", cuts);
            return true;
        }
        // An encoding that says seven bits and lies: the octets behind it mean nothing that could be kept. And a piece of a message may not be encoded at all (RFC 2046 section 5.2.2).
        if (entity.Encoding is not ("" or "7bit" or "8bit" or "binary") || entity.Type.StartsWith("message/", StringComparison.Ordinal))
            return false;
        var isText = entity.Type.StartsWith("text/", StringComparison.Ordinal) && entity.Encoding != "binary";
        Relabel(entity, isText ? "quoted-printable" : "base64", cuts);
        cuts.Add(new Cut(entity.BodyBegin, body.Length, isText ? QuotedPrintable.Encode(body) : Base64Lines.Encode(body, entity.End == message.Length)));
        return true;
    }

    private static void Relabel(Entity entity, string encoding, List<Cut> cuts)
    {
        foreach (var field in entity.EncodingFields)
            cuts.Add(new Cut(entity.Begin + field.Offset, field.Length, []));
        var fields = new StringBuilder();
        if (entity.Begin == 0 && !entity.HasVersion)
            fields.Append("MIME-Version: 1.0\r\n");
        // RFC 1428 section 3: what was never labelled gets no label that could be wrong.
        if (entity.Begin == 0 && !entity.HasType)
            fields.Append("Content-Type: text/plain; charset=unknown-8bit\r\n");
        fields.Append("Content-Transfer-Encoding: ").Append(encoding).Append("\r\n");
        cuts.Add(new Cut(entity.HeaderEnd, 0, Encoding.ASCII.GetBytes(fields.ToString())));
    }

    /// <summary>Of the length that it needs, since a buffer that grows would hold a large message twice more.</summary>
    private static byte[] Splice(ReadOnlyMemory<byte> message, List<Cut> cuts)
    {
        var target = new byte[message.Length + cuts.Sum(cut => cut.Replacement.Length - cut.Length)];
        var (kept, written) = (0, 0);
        foreach (var cut in cuts.OrderBy(cut => cut.Begin).ThenBy(cut => cut.Length))
        {
            Put(message.Span[kept..cut.Begin]);
            Put(cut.Replacement);
            kept = cut.Begin + cut.Length;
        }
        Put(message.Span[kept..]);
        return target;

        void Put(ReadOnlySpan<byte> octets)
        {
            octets.CopyTo(target.AsSpan(written));
            written += octets.Length;
        }
    }

    /// <summary>Not so where a text before the first boundary, which no reader shows, has eight bits.</summary>
    private static bool IsSevenBitBelowHeaders(ReadOnlySpan<byte> message, List<Entity> entities)
    {
        var inHeaders = 0;
        foreach (var entity in entities)
            inHeaders += CountEightBit(message[entity.Begin..entity.HeaderEnd]);
        return CountEightBit(message) == inHeaders;
    }

    private static int CountEightBit(ReadOnlySpan<byte> octets)
    {
        var count = 0;
        foreach (var octet in octets)
            count += octet >> 7;
        return count;
    }

    /// <summary>Whoever reads the new message finds the same parts with the same octets: else some reader might find others than were inspected.</summary>
    private static bool ReadsAlike(MemoryContent before, MemoryContent after, CancellationToken cancellationToken)
    {
        var (old, now) = (MessagePartReader.Read(before, Limits, cancellationToken), MessagePartReader.Read(after, Limits, cancellationToken));
        return old.All.Select(part => (part.Path, part.Sha256, part.DeclaredType, part.Name)).SequenceEqual(now.All.Select(part => (part.Path, part.Sha256, part.DeclaredType, part.Name)));
    }

    private sealed record Cut(int Begin, int Length, byte[] Replacement);
}
