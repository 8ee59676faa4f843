using System.Text;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Vba;

/// <summary>Finds the VBA projects of a compound file, wherever they lie, and gives the source of each module as a member: <c>Module1.bas</c>, in UTF-8.</summary>
internal static class VbaProjects
{
    // The editor refuses modules of more than 64 KB compiled; sources of 4 MB are generated data.
    private const int SourceOctets = 4_194_304;
    private const int DirOctets = 1_048_576;
    // In front of the source stands compiled code, which is larger.
    private const int StreamOctets = 33_554_432;

    // Streams of a hostile file may all lie on the same sectors: no more is read of all of them than of two of the largest.
    private const long AllOctets = 2 * StreamOctets;

    public static void Read(CompoundFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var left = AllOctets;
        foreach (var storage in file.All.Where(entry => entry.IsStorage))
        {
            if (output.IsOver)
                return;
            if (file.FindStream(storage, "dir") is { } dir && file.FindStream(storage, "_VBA_PROJECT") is not null)
                ReadProject(file, storage, dir, output, ref left, cancellationToken);
        }
    }

    private static void ReadProject(CompoundFile file, CompoundEntry storage, CompoundEntry dir, FormatOutput output, ref long left, CancellationToken cancellationToken)
    {
        using var packed = file.OpenStream(dir);
        var directory = VbaDirectory.Read(VbaCompression.Unpack(packed.ReadUpTo(DirOctets), DirOctets) ?? []);
        var read = new HashSet<int>();
        foreach (var module in directory.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.FindStream(storage, module.StreamName) is not { } stream || !read.Add(stream.Id))
                continue;
            if (!ReadModule(file, stream, module, directory.Encoding, output, ref left))
                return;
        }
        // A directory that was tampered with hides modules from its readers, and not from the program.
        foreach (var stream in file.ChildrenOf(storage).Where(entry => !entry.IsStorage && !read.Contains(entry.Id) && entry.Name is not ("dir" or "_VBA_PROJECT")))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (stream.Name.StartsWith("__SRP_", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!ReadModule(file, stream, new VbaModule(stream.Name, stream.Name, -1, true), directory.Encoding, output, ref left))
                return;
        }
        ReadForms(file, storage, output);
    }

    private static bool ReadModule(CompoundFile file, CompoundEntry stream, VbaModule module, Encoding encoding, FormatOutput output, ref long left)
    {
        using var octets = file.OpenStream(stream);
        left -= octets.Length;
        if (left < 0)
        {
            output.Problem(PartProblemKind.LimitReached, "macro modules are larger than any editor makes them");
            return false;
        }
        ReadOnlySpan<byte> content = octets.ReadUpTo(StreamOctets);
        var source = VbaCompression.Unpack(content.Part(module.Offset, content.Length), SourceOctets) ?? Carve(content);
        if (source is null)
        {
            if (module.Offset >= 0)
                output.Problem(PartProblemKind.Unread, "the source of a macro module is damaged");
            return !output.IsOver;
        }
        var entry = new MemberEntry
        {
            Name = module.Name + (module.IsProcedural ? ".bas" : ".cls"),
            DeclaredType = "text/x-vba",
            Charset = "utf-8",
            IsFile = false,
        };
        return source.Length == 0 ? !output.IsOver : output.Member(entry, Encoding.UTF8.GetBytes(encoding.GetString(source)));
    }

    /// <summary>Every source begins with "Attribute", whose first letters can only be literals: after the signature, the head of a chunk and its first flags.</summary>
    private static byte[]? Carve(ReadOnlySpan<byte> content)
    {
        var at = content.IndexOf("\0Attribut"u8) - 3;
        return at < 0 ? null : VbaCompression.Unpack(content[at..], SourceOctets);
    }

    /// <summary>Captions and tags of controls are where macros keep what they do not want to be found: words of the streams of forms, beside the storage of modules.</summary>
    private static void ReadForms(CompoundFile file, CompoundEntry storage, FormatOutput output)
    {
        var project = file.All.FirstOrDefault(entry => entry.Id == storage.Parent);
        if (project is null)
            return;
        foreach (var form in file.ChildrenOf(project).Where(entry => entry.IsStorage && entry.Id != storage.Id))
        {
            foreach (var stream in file.ChildrenOf(form).Where(entry => !entry.IsStorage && entry.Name is "f" or "o"))
            {
                using var octets = file.OpenStream(stream);
                output.Text(PrintableWords.Of(octets.ReadUpTo(DirOctets)), TextKind.Hidden);
            }
        }
    }
}
