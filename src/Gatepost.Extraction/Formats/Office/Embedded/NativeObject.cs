using System.Text;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Office.Embedded;

/// <summary>
/// A file that was dropped into a document ([MS-OLEDS] 2.3.6, and what the object packager writes within it): its name, the path that it had, a path that it is written to when it is clicked,
/// and its octets. Without a packager's head it is what some program of the class wrote.
/// </summary>
internal static class NativeObject
{
    // Paths of Windows have 260 characters, long ones 32,767; here only names matter.
    private const int NameOctets = 2_048;
    private const int HeadOctets = 8_192;
    private const int EmbeddedMark = 3;
    private const int LinkedMark = 1;

    /// <summary>Reads the stream: four octets of length, then the object.</summary>
    public static void Read(Stream native, FormatOutput output)
    {
        var head = native.ReadAt(0, HeadOctets);
        var size = ((ReadOnlySpan<byte>)head).UInt32At(0);
        using var content = ExtentStream.Range(native, sizeof(uint), Math.Max(size, native.Length - sizeof(uint)));
        ReadPackage(content, output);
    }

    /// <summary>Reads the object behind its length.</summary>
    public static void ReadPackage(Stream content, FormatOutput output)
    {
        ReadOnlySpan<byte> head = content.ReadAt(0, HeadOctets);
        if (!TryReadHead(head, out var label, out var path, out var mark, out var at))
        {
            content.Position = 0;
            output.Member(new MemberEntry { IsFile = false }, content);
            return;
        }
        if (mark == LinkedMark)
        {
            output.Link(path, "ole", label);
            return;
        }
        var temporaryOctets = head.Int32At(at);
        at += sizeof(int) + Math.Clamp(temporaryOctets, 0, NameOctets);
        var size = head.UInt32At(at);
        var begin = at + sizeof(uint);
        using var octets = ExtentStream.Range(content, begin, size);
        var wide = WideLabel(content, begin + (long)size);
        var entry = new MemberEntry { Name = FileNameOf(wide ?? label), OtherNames = [FileNameOf(label), FileNameOf(path)], ClaimedSize = size };
        output.Member(entry, octets);
    }

    private static bool TryReadHead(ReadOnlySpan<byte> head, out string label, out string path, out int mark, out int at)
    {
        (label, path, mark, at) = ("", "", 0, 0);
        if (head.UInt16At(0) != 2)
            return false;
        at = 2;
        if (!TryReadString(head, ref at, out label) || !TryReadString(head, ref at, out path))
            return false;
        mark = head.UInt16At(at + 2);
        at += 4;
        return at < head.Length && mark is EmbeddedMark or LinkedMark;
    }

    private static bool TryReadString(ReadOnlySpan<byte> head, ref int at, out string text)
    {
        text = "";
        var end = head.Part(at, NameOctets).IndexOf((byte)0);
        if (end < 0)
            return false;
        text = Charset.DecodeUndeclaredLine(head.Slice(at, end));
        at += end + 1;
        return true;
    }

    /// <summary>Newer packagers add the names in Unicode behind the octets: the temporary path, the label, the path, each with a count of characters.</summary>
    private static string? WideLabel(Stream content, long at)
    {
        ReadOnlySpan<byte> tail = content.ReadAt(at, NameOctets * 3);
        var temporary = tail.UInt32At(0);
        if (tail.Length < 8 || temporary > NameOctets / 2)
            return null;
        var labelAt = sizeof(uint) + ((int)temporary * 2);
        var characters = tail.UInt32At(labelAt);
        if (characters is 0 or > NameOctets / 2)
            return null;
        var label = Encoding.Unicode.GetString(tail.Part(labelAt + sizeof(uint), characters * 2)).TrimEnd('\0');
        return label.Length == 0 ? null : label;
    }

    private static string FileNameOf(string path) => path[(path.LastIndexOfAny(['\\', '/', ':']) + 1)..];
}
