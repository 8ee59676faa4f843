using System.Text;
using Gatepost.Mail.Mime;
using SharpCompress.Archives;
using SharpCompress.Common;
using SharpCompress.Readers;

namespace Gatepost.Extraction.Formats.Archives.Library;

/// <summary>Lists and unpacks an archive that the library reads, in one pass, and tries passwords where that is needed.</summary>
/// <param name="open">Opens an archive.</param>
/// <param name="stream">Reads one from its front, where that is what the library wants: members of a rar that is not solid are not to be had in one pass from an opened archive.</param>
/// <param name="passwordTries">How many passwords are tried: each costs its key.</param>
internal sealed class LibraryArchive(Func<Stream, ReaderOptions, IArchive> open, Func<Stream, ReaderOptions, IReader>? stream, int passwordTries)
{
    // Of a member that is unpacked to see whether a password is right.
    private const int TrialOctets = 4_194_304;

    /// <summary>Names as octets where the format does not say otherwise: who shows them finds out the code page.</summary>
    public static ArchiveEncoding Octets => new() { Default = Encoding.Latin1 };

    /// <summary>Reads all members.</summary>
    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var needsPassword = NeedsPassword(file, out var hasHiddenNames);
        var password = needsPassword ? FindPassword(file, cancellationToken) : null;
        if (needsPassword && password is null && hasHiddenNames)
        {
            output.Encrypted("the names of the members need a password");
            return;
        }
        using var archive = Open(file.Content, password);
        if (needsPassword && password is null)
            output.Encrypted("members need a password");
        var isComplete = archive.IsComplete;
        using var reader = stream is null || archive.IsSolid ? archive.ExtractAllEntries() : OpenStream(file.Content, password);
        ReadMembers(reader, file, output, password is not null, cancellationToken);
        if (!isComplete)
            output.Problem(PartProblemKind.Unread, "a piece of an archive that was split into several files");
    }

    /// <summary>Hands over the members of a reader.</summary>
    public static void ReadMembers(IReader reader, OpenedFile file, FormatOutput output, bool isDecrypted, CancellationToken cancellationToken)
    {
        while (!output.IsOver && reader.MoveToNextEntry())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = reader.Entry;
            if (entry.IsDirectory)
                continue;
            var member = new MemberEntry
            {
                Name = entry.Key,
                PackedSize = PackedSize(entry, file),
                ClaimedSize = entry.LinkTarget is null ? entry.Size : null,
                IsEncrypted = entry.IsEncrypted,
            };
            ReadMember(reader, entry, member, output, isDecrypted);
            MemberPath.Report(entry.Key, output);
        }
    }

    private static void ReadMember(IReader reader, IEntry entry, MemberEntry member, FormatOutput output, bool isDecrypted)
    {
        if (entry.IsEncrypted && !isDecrypted)
            output.Unread(member, PartProblemKind.Encrypted, "the member needs a password");
        else if (entry.LinkTarget is { Length: > 0 } target)
            ReportLink(member, target, output);
        else if (entry.IsSplitAfter)
            output.Unread(member, PartProblemKind.Unread, "goes on in another file");
        else
            Unpack(reader, member, output);
    }

    private static void ReportLink(MemberEntry member, string target, FormatOutput output)
    {
        if (MemberPath.ClimbsOut(target))
            output.Unread(member, PartProblemKind.Unread, "a link that leads out of the folder it is unpacked in");
    }

    private static void Unpack(IReader reader, MemberEntry member, FormatOutput output)
    {
        Stream? stream = null;
        try
        {
            stream = reader.OpenEntryStream();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Libraries throw what they like at damaged octets, and at methods that they do not know.
            output.Unread(member, IsUnsupported(error) ? PartProblemKind.Unsupported : PartProblemKind.Unread, $"cannot be unpacked ({error.GetType().Name})");
        }
        if (stream is null)
            return;
        var summed = new ChecksumStream(stream);
        output.Member(member, summed);
        // The library compares those of rar itself.
        if (summed.IsAtEnd && reader.Type is (ArchiveType.SevenZip or ArchiveType.Arj) && reader.Entry.Crc is not 0 and var checksum && (uint)checksum != summed.Value)
            output.MemberProblem(PartProblemKind.Unread, "the checksum of the member is not the one that the directory says");
        try
        {
            summed.Dispose();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Closing reads what is left of it, which may be damaged.
            output.MemberProblem(PartProblemKind.Unread, $"the packed octets are damaged ({error.GetType().Name})");
        }
    }

    /// <summary>Members of a solid archive are packed together: the ratio is then measured against the whole.</summary>
    private static long PackedSize(IEntry entry, OpenedFile file)
    {
        try
        {
            return entry.IsSolid || entry.CompressedSize <= 0 ? file.Length : entry.CompressedSize;
        }
        catch (Exception error) when (IsUnsupported(error) || error is InvalidOperationException)
        {
            return file.Length;
        }
    }

    /// <summary>The library has two exceptions for what it cannot do.</summary>
    private static bool IsUnsupported(Exception error) => error.GetType().Name.StartsWith("Not", StringComparison.Ordinal);

    private bool NeedsPassword(OpenedFile file, out bool hasHiddenNames)
    {
        hasHiddenNames = false;
        try
        {
            using var archive = Open(file.Content, null);
            return archive.Entries.Any(entry => entry.IsEncrypted);
        }
        catch (CryptographicException)
        {
            hasHiddenNames = true;
            return true;
        }
    }

    private string? FindPassword(OpenedFile file, CancellationToken cancellationToken)
    {
        foreach (var password in file.Passwords.Distinct(StringComparer.Ordinal).Take(passwordTries))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Opens(file.Content, password))
                return password;
        }
        return null;
    }

    /// <summary>Neither format says of a password that it is wrong: the smallest member must unpack to what its checksum says.</summary>
    private bool Opens(Stream content, string password)
    {
        try
        {
            using var archive = Open(content, password);
            var smallest = archive.Entries.Where(entry => !entry.IsDirectory && entry.IsEncrypted).MinBy(entry => entry.Size);
            if (smallest is null)
                return archive.Entries.Any();
            using var octets = smallest.OpenEntryStream();
            var block = new byte[65_536];
            var crc = default(Crc32);
            long length = 0;
            while (length < TrialOctets && octets.Read(block, 0, block.Length) is var read and > 0)
            {
                crc.Append(block.AsSpan(0, read));
                length += read;
            }
            return length >= TrialOctets || (length == smallest.Size && (smallest.Crc == 0 || (uint)smallest.Crc == crc.Value || archive.Type == ArchiveType.Rar));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // What a wrong key makes of the octets, the library refuses as it likes.
            return false;
        }
    }

    private IArchive Open(Stream content, string? password)
    {
        // Whoever opened it before left it where it was.
        content.Position = 0;
        return open(content, Options(password));
    }

    private IReader OpenStream(Stream content, string? password)
    {
        content.Position = 0;
        return stream!(content, Options(password));
    }

    private static ReaderOptions Options(string? password) => new() { LeaveStreamOpen = true, Password = password, ArchiveEncoding = Octets };
}
