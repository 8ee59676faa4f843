using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>Decrypts and unpacks one member at a time, and compares it with what the headers say of it.</summary>
internal sealed class ZipMemberReader(Stream content, ZipPasswords passwords, FormatOutput output, CancellationToken cancellationToken)
{
    public void Read(ZipEntry entry, bool isFile)
    {
        var header = ZipLocalHeader.Read(content, entry.HeaderOffset);
        var member = ToMember(entry, header) with { IsFile = isFile };
        if (header is null)
            output.Unread(member, PartProblemKind.Unread, "the member's header is damaged");
        else if (!ZipMethods.IsRead(entry.Method))
            output.Unread(member, entry.IsEncrypted ? PartProblemKind.Encrypted : PartProblemKind.Unsupported, $"packed by method {entry.Method}, which is not read");
        else
            Unpack(entry, header, member);
        Report(entry, header);
    }

    private static MemberEntry ToMember(ZipEntry entry, ZipLocalHeader? header)
    {
        var others = ImmutableArray.CreateBuilder<string>();
        if (entry.UnicodeName is { } second)
            others.Add(second);
        if (header is not null && !header.Name.AsSpan().SequenceEqual(entry.Name))
            others.Add(System.Text.Encoding.Latin1.GetString(header.Name));
        return new MemberEntry
        {
            Name = entry.ToName(),
            OtherNames = others.ToImmutable(),
            PackedSize = entry.PackedSize,
            ClaimedSize = entry.Size,
            IsEncrypted = entry.IsEncrypted,
        };
    }

    private void Unpack(ZipEntry entry, ZipLocalHeader header, MemberEntry member)
    {
        SliceStream Slice() => new(content, header.End, entry.PackedSize);
        if (!entry.IsEncrypted)
        {
            var packed = new PackedStream(Slice(), Slice().Length);
            // A member of unknown length reaches to what comes next, and the inflater knows where it ends.
            if (Hand(entry, member, packed) && packed.Left > 0 && entry.Size is not null)
                output.MemberProblem(PartProblemKind.Unread, $"{packed.Left} octets behind the end of the member, which were not read");
        }
        else if (passwords.Open(Slice, entry, cancellationToken) is { } decrypted)
            Hand(entry, member, decrypted);
        else
            output.Unread(member, PartProblemKind.Encrypted, passwords.IsOver ? "the member needs a password, and not all that are known were tried" : "the member needs a password");
    }

    /// <summary>True where the octets were read to their end.</summary>
    private bool Hand(ZipEntry entry, MemberEntry member, Stream packed)
    {
        ChecksumStream unpacked;
        try
        {
            unpacked = new ChecksumStream(ZipMethods.Open(packed, entry));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Unpackers read their header, which is as damaged as it likes, when they are made.
            if (error is Packed.WindowTooLargeException)
                output.Unread(member, PartProblemKind.LimitReached, error.Message);
            else
                output.Unread(member, PartProblemKind.Unread, "the member's packed octets are damaged");
            return false;
        }
        using (unpacked)
        {
            output.Member(member, unpacked);
            // AE-2 leaves the field empty, and is verified by its own code.
            if (unpacked.IsAtEnd && entry.Checksum is { } checksum && checksum != unpacked.Value && entry.Aes is not { HasChecksum: false })
                output.MemberProblem(PartProblemKind.Unread, "the checksum of the member is not the one that the directory says");
            return unpacked.IsAtEnd;
        }
    }

    private void Report(ZipEntry entry, ZipLocalHeader? header)
    {
        if (header is not null && !header.AgreesWith(entry))
            output.MemberProblem(PartProblemKind.Unread, "a zip whose directory and local header describe different files");
        if (entry.UnicodeName is { } other && !FileName.HaveOneExtension(entry.ToName(), other))
            output.MemberProblem(PartProblemKind.Unread, "a zip that names one file twice, with different extensions");
        MemberPath.Report(entry.UnicodeName, output);
        MemberPath.Report(entry.ToName(), output);
    }
}
