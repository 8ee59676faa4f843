using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace Gatepost.Gateway.Inspectors.Attachments;

/// <summary>What is odd about a file name in itself. Pure and linear.</summary>
internal static class FileNameTraits
{
    /// <summary>File systems take names of 255; beyond it programs cut, and the real extension is what is left.</summary>
    public const int LongestName = 255;

    // The embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX 9): they turn "exe.fdp" into "pdf.exe" on the screen.
    private static readonly SearchValues<char> Reversers = SearchValues.Create("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u202c");

    // Joiners and direction marks that names in Persian, Hindi, Hebrew or Arabic, and emoji, are written with.
    private static readonly SearchValues<char> NamesNeed = SearchValues.Create("\u200c\u200d\u200e\u200f\u061c\u00ad");

    /// <summary>What Windows or a mail program starts with a double click.</summary>
    private static readonly FrozenSet<string> Executables = new[]
    {
        "exe", "com", "scr", "pif", "bat", "cmd", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "msi", "msp", "mst", "cpl", "dll", "lnk", "ps1", "psm1", "jar", "reg", "msc",
        "scf", "gadget", "application", "appref-ms", "url", "chm", "hlp", "inf", "ade", "adp", "app", "command", "ins", "isp", "msh", "sct", "shb", "shs", "vb", "ws", "xbap", "xll",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What people take for harmless.</summary>
    private static readonly FrozenSet<string> Harmless = new[]
    {
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "rtf", "txt", "csv", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "htm", "html", "xml", "eml", "msg",
        "mp3", "mp4", "avi", "mov", "wav", "zip", "rar", "7z", "ics", "vcf",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsExecutable(string name) => Executables.Contains(Extension(Bare(name)).ToString());

    /// <summary>True for an extension that a system starts, or that people take for harmless.</summary>
    public static bool IsWellKnown(string extension) => Executables.Contains(extension) || Harmless.Contains(extension);

    /// <summary>What stands behind the last dot, without what Windows drops at the end.</summary>
    public static string Extension(string name) => Extension(Bare(name)).Trim().ToString();

    /// <summary><c>invoice.pdf.exe</c>, also with blanks between to push the end out of sight.</summary>
    public static bool HasDoubleExtension(string name)
    {
        var bare = Bare(name);
        var last = Extension(bare);
        if (last.Length == 0 || !Executables.Contains(last.Trim().ToString()))
            return false;
        var before = Extension(bare[..^(last.Length + 1)].TrimEnd());
        return before.Length > 0 && Harmless.Contains(before.Trim().ToString());
    }

    public static bool IsReversed(string name) => name.AsSpan().IndexOfAny(Reversers) >= 0;

    public static bool HasControlCharacters(string name)
    {
        foreach (var character in name)
        {
            if (char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || (char.GetUnicodeCategory(character) == UnicodeCategory.Format && !Reversers.Contains(character) && !NamesNeed.Contains(character)))
                return true;
        }
        return false;
    }

    /// <summary>Windows drops them, so that <c>a.exe.</c> becomes <c>a.exe</c>.</summary>
    public static bool HasTrailingDots(string name) => name.Length > 1 && name[^1] is '.' or ' ';

    /// <summary>An absolute path, or one that climbs: it writes where it should not when it is unpacked.</summary>
    public static bool ClimbsOut(string name) =>
        name.StartsWith('/') || name.StartsWith('\\') || (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]))
        || name is ".." || name.StartsWith("../", StringComparison.Ordinal) || name.StartsWith("..\\", StringComparison.Ordinal)
        || name.Contains("/../", StringComparison.Ordinal) || name.Contains("\\..\\", StringComparison.Ordinal);

    /// <summary>Without folders, trailing dots and blanks, and what cannot be seen.</summary>
    private static ReadOnlySpan<char> Bare(string name)
    {
        var file = name.AsSpan(name.AsSpan().LastIndexOfAny('/', '\\') + 1);
        return file.TrimEnd(" .\0");
    }

    /// <summary>
    /// True for two names of one part that cannot be the same name. Honest programs write a name in other letters for old readers once more in ASCII (RFC 6266 section 4.3): with the same extension.
    /// </summary>
    public static bool AreInConflict(string name, string other) =>
        (System.Text.Ascii.IsValid(name) && System.Text.Ascii.IsValid(other))
        || !Extension(Bare(name)).Equals(Extension(Bare(other)), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Extension(ReadOnlySpan<char> name) => name.LastIndexOf('.') is var dot and >= 0 ? name[(dot + 1)..] : default;
}
