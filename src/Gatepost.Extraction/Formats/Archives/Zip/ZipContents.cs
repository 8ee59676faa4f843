using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>All that a zip holds: the entries of its directory, of other archives in the same file, and those that no directory names.</summary>
internal sealed record ZipContents
{
    /// <summary>Every entry; those that most programs show come first.</summary>
    public required ImmutableArray<ZipEntry> Entries { get; init; }

    /// <summary>What is wrong with the whole, or null.</summary>
    public PartProblem? Problem { get; init; }

    /// <summary>True where a directory was found and names something.</summary>
    public required bool HasDirectory { get; init; }

    /// <summary>Reads the directories.</summary>
    public static ZipContents Read(Stream stream, ZipLimits limits, CancellationToken cancellationToken)
    {
        var archives = FindArchives(stream, limits, cancellationToken);
        var coverage = new ZipCoverage(stream, limits, cancellationToken);
        coverage.Measure(archives);
        ImmutableArray<ZipEntry> entries = [.. archives.SelectMany(archive => archive.Entries), .. coverage.Hidden];
        return new()
        {
            Entries = entries,
            HasDirectory = archives.Exists(archive => archive.Entries.Length > 0),
            Problem = FindProblem(archives, coverage),
        };
    }

    /// <summary>Only what the directories name: for a file that is something else by its first octets and may have a zip at its end, as self-extractors do.</summary>
    public static ZipContents ReadBehind(Stream stream, ZipLimits limits, CancellationToken cancellationToken)
    {
        var archives = FindArchives(stream, limits, cancellationToken).FindAll(archive => archive.Entries.Length > 0);
        return new() { Entries = [.. archives.SelectMany(archive => archive.Entries)], HasDirectory = archives.Count > 0 };
    }

    private static List<ZipDirectoryReading> FindArchives(Stream stream, ZipLimits limits, CancellationToken cancellationToken)
    {
        var archives = new List<ZipDirectoryReading>();
        for (var end = stream.Length; end > 0 && archives.Count < limits.Archives;)
        {
            using var window = new SliceStream(stream, 0, end);
            if (ZipDirectory.Read(window, limits, cancellationToken) is not { } reading)
                break;
            // In front of the archive an end record without entries is a chance find.
            if (archives.Count == 0 || reading.Entries.Length > 0)
                archives.Add(reading);
            if (reading.ArchiveBegin >= end)
                break;
            end = reading.ArchiveBegin;
        }
        return archives;
    }

    private static PartProblem? FindProblem(List<ZipDirectoryReading> archives, ZipCoverage coverage)
    {
        if (archives.Count == 0)
            return new("", PartProblemKind.Unread, "a zip without its directory: damaged or cut off");
        if (archives.Count > 1)
            return new("", PartProblemKind.Unread, "several zips one after the other in one file: programs differ in which they show");
        if (archives[0].Problem is { } problem)
            return problem;
        return coverage.HidesMembers ? new("", PartProblemKind.Unread, "a zip that holds members its directory does not name")
            : coverage.IsTangled ? new("", PartProblemKind.Unread, "a zip whose members lie within each other, or have no header")
            : null;
    }
}
