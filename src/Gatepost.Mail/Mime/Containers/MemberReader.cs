using System.Buffers;
using System.Text;

namespace Gatepost.Mail.Mime.Containers;

/// <summary>What came of one member.</summary>
/// <param name="Part">The part that was added.</param>
/// <param name="Nested">Its octets, where it is an archive to be opened too.</param>
/// <param name="IsOverBudget">True when the message has used up what it may: nothing more is read of its archives.</param>
internal readonly record struct MemberReading(MessagePart? Part, OctetSource? Nested, bool IsOverBudget);

/// <summary>Unpacks one member at a time, counting, hashing, and ending at the limits; it never trusts a size that the archive claims.</summary>
internal sealed class MemberReader(PartCollection parts, ReadingLimits limits)
{
    private const int BlockOctets = 65_536;

    private long _unpacked;
    private long _nested;

    public MemberReading Read(
        MessagePart container, int number, ZipEntry entry, OctetSource source, Stream stream, CancellationToken cancellationToken)
    {
        var part = ToPart(container, number, entry);
        var data = ZipMember.FindData(stream, entry, out var agrees);
        if (!agrees)
            parts.Add(part.Path, PartProblemKind.Unread, "a zip whose directory and local header describe different files");
        if (entry.UnicodeName is { } other && !FileName.HaveOneExtension(Encoding.Latin1.GetString(entry.Name), other))
            parts.Add(part.Path, PartProblemKind.Unread, "a zip that names one file twice, with different extensions");
        if (entry.IsEncrypted)
            return Refuse(part with { IsEncrypted = true }, PartProblemKind.Encrypted, "the member needs a password");
        if (data < 0)
            return Refuse(part, PartProblemKind.Unread, "the member's header is damaged");
        if (entry.Method is not (ZipMember.Stored or ZipMember.Deflated))
            return Refuse(part, PartProblemKind.Unsupported, $"packed by method {entry.Method}, which is not read");
        return Unpack(part, entry, new ZipMember(source, data, entry, limits.UnpackedOctets), cancellationToken);
    }

    private MessagePart ToPart(MessagePart container, int number, ZipEntry entry)
    {
        var names = new PartNameList(EntityPath.Join(container.Path, number), limits, parts.Problems);
        names.Add(Encoding.Latin1.GetString(entry.Name));
        names.Add(entry.UnicodeName);
        return new MessagePart
        {
            Path = EntityPath.Join(container.Path, number),
            Parent = container.Path,
            Name = names.First,
            OtherNames = names.Others,
            Depth = container.Depth + 1,
            IsMember = true,
            IsAttachment = true,
        };
    }

    private MemberReading Refuse(MessagePart part, PartProblemKind kind, string reason)
    {
        parts.Add(part.Path, kind, reason);
        return new MemberReading(part, null, !parts.TryAdd(part, null));
    }

    private MemberReading Unpack(MessagePart part, ZipEntry entry, ZipMember source, CancellationToken cancellationToken)
    {
        using var meter = new OctetMeter();
        var block = ArrayPool<byte>.Shared.Rent(BlockOctets);
        try
        {
            using var stream = source.Open(out var packed);
            var held = new NestedArchive(this, part);
            while (stream.ReadAtLeast(block.AsSpan(0, BlockOctets), 4, throwOnEndOfStream: false) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                meter.Append(block.AsSpan(0, read));
                _unpacked += read;
                if (_unpacked > limits.UnpackedOctets)
                    return Refuse(part, PartProblemKind.LimitReached, $"more than {limits.UnpackedOctets} octets unpacked from one message") with { IsOverBudget = true };
                if (meter.Size > limits.RatioFreeOctets && meter.Size / Math.Max(1, entry.PackedSize) > limits.Ratio)
                    return Refuse(part, PartProblemKind.LimitReached, $"unpacks to more than {limits.Ratio} times its size");
                held.Append(block.AsSpan(0, read), meter.Head);
            }
            if (packed.Left > 0)
                parts.Add(part.Path, PartProblemKind.Unread, $"{packed.Left} octets behind the end of the member, which were not read");
            return Finish(part, entry, source, meter, held);
        }
        catch (InvalidDataException)
        {
            return Refuse(part, PartProblemKind.Unread, "the member's packed octets are damaged");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private MemberReading Finish(MessagePart part, ZipEntry entry, ZipMember source, OctetMeter meter, NestedArchive held)
    {
        var hash = meter.Finish(out var size, out var head, out var type);
        var whole = part with { Size = size, Sha256 = hash, TrueType = type.Name };
        if (size != entry.Size)
            parts.Add(part.Path, PartProblemKind.Unread, $"the directory says {entry.Size} octets, the member has {size}");
        if (!parts.TryAdd(whole, source))
            return new MemberReading(null, null, IsOverBudget: true);
        if (size == 0 || !ContainerFormats.IsContainer(whole, head))
            return new MemberReading(whole, null, IsOverBudget: false);
        return new MemberReading(whole, held.ToSource(), IsOverBudget: false);
    }

    /// <summary>Holds the octets of a member that is a zip by its first octets or its name, so that it can be opened: packed octets cannot be jumped about in.</summary>
    private sealed class NestedArchive(MemberReader reader, MessagePart part)
    {
        private MemoryStream? _octets;
        private bool _isRefused;

        public void Append(ReadOnlySpan<byte> block, uint head)
        {
            if (_isRefused || !ContainerFormats.IsContainer(part, head))
                return;
            _octets ??= new MemoryStream();
            reader._nested += block.Length;
            if (reader._nested > reader.Limits.NestedContainerOctets)
                Refuse($"archives within archives of more than {reader.Limits.NestedContainerOctets} octets");
            else
                _octets.Write(block);
        }

        public MemoryOctets? ToSource()
        {
            if (!_isRefused && part.Depth >= reader.Limits.ContainerDepth)
                Refuse($"more than {reader.Limits.ContainerDepth} archives within each other");
            return _isRefused || _octets is null ? null : new MemoryOctets(_octets.GetBuffer(), (int)_octets.Length);
        }

        private void Refuse(string reason)
        {
            reader.Parts.Add(part.Path, PartProblemKind.LimitReached, reason);
            _isRefused = true;
            _octets = null;
        }
    }

    private ReadingLimits Limits => limits;

    private PartCollection Parts => parts;
}
