using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>
/// Looks between what the directories name for members that they do not: one taken off the list, or a zip whose directory was cut away. Programs that read a zip from
/// its front, or repair one, show those. Linear in the length of the zip: it goes forward only.
/// </summary>
internal sealed class ZipCoverage(Stream stream, ZipLimits limits, CancellationToken cancellationToken)
{
    private const int BlockOctets = 65_536;

    private readonly ImmutableArray<ZipEntry>.Builder _hidden = ImmutableArray.CreateBuilder<ZipEntry>();

    /// <summary>True where the signature of a local header stands outside of every entry.</summary>
    public bool HidesMembers { get; private set; }

    /// <summary>True where entries lie within each other or have no header, so that nobody can tell.</summary>
    public bool IsTangled { get; private set; }

    /// <summary>The members that no directory names.</summary>
    public ImmutableArray<ZipEntry> Hidden => _hidden.ToImmutable();

    /// <summary>Goes over all of it.</summary>
    public void Measure(IReadOnlyCollection<ZipDirectoryReading> archives)
    {
        long covered = 0;
        var pieces = archives.SelectMany(archive => archive.Entries.Select(entry => (Begin: entry.HeaderOffset, Entry: (ZipEntry?)entry, Archive: archive)))
            .Concat(archives.Select(archive => (archive.Begin, Entry: (ZipEntry?)null, Archive: archive)))
            .OrderBy(piece => piece.Begin);
        foreach (var (begin, entry, archive) in pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry is not null && (begin < 0 || begin > archive.Begin))
                continue;
            if (begin < covered)
                IsTangled = true;
            else
                Search(covered, begin);
            if (IsTangled)
                return;
            covered = entry is null ? archive.End : EndOf(entry);
            if (covered < 0)
            {
                IsTangled = true;
                return;
            }
        }
        Search(covered, stream.Length);
    }

    /// <summary>Where the packed octets end; -1 for a damaged header. A data descriptor lies in the gap and has no such signature.</summary>
    private long EndOf(ZipEntry entry) =>
        ZipLocalHeader.Read(stream, entry.HeaderOffset) is { } header ? header.End + Math.Clamp(entry.PackedSize, 0, stream.Length) : -1;

    private void Search(long from, long to)
    {
        while (_hidden.Count < limits.Entries && FindSignature(from, to) is var at and >= 0)
        {
            HidesMembers = true;
            from = at + ZipLocalHeader.Signature.Length;
            if (ZipLocalHeader.Read(stream, at) is not { } header || header.End > to)
                continue;
            var entry = header.ToEntry(at, to - header.End);
            _hidden.Add(entry);
            // One of unknown length reaches to the next signature, and the inflater knows where it ends.
            if (entry.Size is not null)
                from = header.End + entry.PackedSize;
            else
                from = header.End;
        }
    }

    private long FindSignature(long from, long to)
    {
        if (to - from < ZipLocalHeader.Signature.Length)
            return -1;
        var block = new byte[(int)Math.Min(to - from, BlockOctets)];
        stream.Position = from;
        var kept = 0;
        for (var at = from; at < to;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = stream.Read(block, kept, (int)Math.Min(to - at, block.Length - kept));
            if (read <= 0)
                return -1;
            var seen = block.AsSpan(0, kept + read);
            if (seen.IndexOf(ZipLocalHeader.Signature) is var found and >= 0)
                return at - kept + found;
            at += read;
            // A signature may lie across two blocks.
            kept = Math.Min(ZipLocalHeader.Signature.Length - 1, seen.Length);
            seen[^kept..].CopyTo(block);
        }
        return -1;
    }
}
