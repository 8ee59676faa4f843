using System.Globalization;
using System.Text;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Policies;

/// <summary>
/// The last revision that was in force, on this node's disk (<c>policy/last-good.yaml</c> in the data folder): with the database away the gateway starts with it,
/// and mail flows. Replaced as a whole; two comment lines tell revision and hash, and a file that does not fit its hash is not used.
/// </summary>
public sealed class LastGoodPolicy(ISpoolDisk disk)
{
    /// <summary>Where it is, relative to the data folder.</summary>
    public const string FileName = Folder + "/last-good.yaml";

    private const string Folder = "policy";
    private const string RevisionLine = "# Gatepost policy revision ";
    private const string HashLine = "# SHA-256 ";

    /// <summary>Larger than any policy that compiles: stops a file of something else from filling memory.</summary>
    private const int MostOctets = 33_554_432;

    /// <summary>Writes a revision, durably. <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when the disk refuses.</summary>
    public void Write(PolicyRevision revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var text = string.Create(CultureInfo.InvariantCulture, $"{RevisionLine}{revision.Number}\n{HashLine}{revision.Hash}\n{revision.Yaml}");
        const string temporary = FileName + ".new";
        disk.CreateFolder(Folder);
        using (var file = disk.Open(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text), 0);
            file.Sync();
        }
        disk.Rename(temporary, FileName);
        disk.SyncFolder(Folder);
    }

    /// <summary>The compiled revision with its text, or null with the reason; <paramref name="fault"/> is null too where there simply is none.</summary>
    public (PolicySnapshot Snapshot, string Yaml)? Read(out string? fault)
    {
        fault = null;
        if (ReadText(ref fault) is not { } text)
            return null;
        var lines = text.Split('\n', 3);
        if (lines.Length < 3 || !lines[0].StartsWith(RevisionLine, StringComparison.Ordinal) || !lines[1].StartsWith(HashLine, StringComparison.Ordinal)
            || !long.TryParse(lines[0][RevisionLine.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            fault = $"{FileName} does not begin as it was written";
            return null;
        }
        if (PolicyCanonical.Hash(lines[2]) != lines[1][HashLine.Length..])
        {
            fault = $"{FileName} was changed or damaged: its hash does not fit";
            return null;
        }
        var compilation = PolicyCompiler.Compile(lines[2], FileName, number);
        fault = compilation.IsValid ? null : $"{FileName} does not compile: {compilation.Errors[0]}";
        return compilation.IsValid ? (compilation.Snapshot, lines[2]) : null;
    }

    private string? ReadText(ref string? fault)
    {
        try
        {
            using var file = disk.Open(FileName, FileMode.Open, FileAccess.Read);
            var octets = new byte[Math.Min(file.Length, MostOctets)];
            var filled = 0;
            while (filled < octets.Length && file.Read(octets.AsSpan(filled), filled) is var read and > 0)
                filled += read;
            return Encoding.UTF8.GetString(octets, 0, filled);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = $"{FileName} cannot be read: {exception.Message}";
            return null;
        }
    }
}
