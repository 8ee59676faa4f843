using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gatepost.Extraction.Formats.Office.Compound;

namespace Gatepost.Extraction.Formats.Office.PowerPoint;

/// <summary>
/// The text, the links and the objects of presentations of PowerPoint 97 to 2003 ([MS-PPT]). Records hold records; they are walked flat, each head once, so that nesting costs nothing. Text that
/// an incremental save left behind is read too.
/// </summary>
internal static class SlidesText
{
    private const int HeadOctets = 8;
    private const int WideText = 0x0FA0;
    private const int NarrowText = 0x0FA8;
    private const int String = 0x0FBA;
    private const int Hyperlink = 0x0FD7;
    private const int StoredObject = 0x1011;
    private const int EncryptedSession = 0x2F14;
    private const uint EncryptedToken = 0xF3D1C4DF;

    // A text of one shape; longer ones are cut.
    private const int TextOctets = 1_048_576;

    public static void Read(CompoundFile file, CompoundEntry root, FormatOutput output, CancellationToken cancellationToken)
    {
        if (IsEncrypted(file, root))
        {
            output.Encrypted("a presentation that is encrypted");
            return;
        }
        using var document = file.OpenStream(file.FindStream(root, "PowerPoint Document")!);
        var text = new TextCollector(output);
        try
        {
            ReadRecords(document, text, output, cancellationToken);
        }
        finally
        {
            text.Flush();
        }
        if (file.FindStream(root, "Pictures") is { } pictures)
        {
            using var stream = file.OpenStream(pictures);
            DrawnPictures.Read(stream, output, cancellationToken);
        }
    }

    private static bool IsEncrypted(CompoundFile file, CompoundEntry root)
    {
        if (file.FindStream(root, "EncryptedSummary") is not null)
            return true;
        if (file.FindStream(root, "Current User") is not { } user)
            return false;
        using var stream = file.OpenStream(user);
        return ((ReadOnlySpan<byte>)stream.ReadAt(0, 20)).UInt32At(12) == EncryptedToken;
    }

    private static void ReadRecords(Stream document, TextCollector text, FormatOutput output, CancellationToken cancellationToken)
    {
        var linkEnds = 0L;
        string? shown = null;
        var head = new byte[HeadOctets];
        for (long at = 0; at + HeadOctets <= document.Length && !output.IsOver;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            document.Position = at;
            if (document.ReadAtLeast(head, HeadOctets, throwOnEndOfStream: false) < HeadOctets)
                return;
            int type = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(2));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            int instance = BinaryPrimitives.ReadUInt16LittleEndian(head) >> 4;
            at += HeadOctets;
            if (type == Hyperlink)
                (linkEnds, shown) = (at + length, null);
            if (type == EncryptedSession)
                output.Encrypted("a presentation that is encrypted");
            // The low bits of a container are all set: what it holds follows at once ([MS-PPT] 2.3.1).
            if ((head[0] & 0xF) == 0xF)
                continue;
            if (type == String && at < linkEnds)
                shown = ReadLink(document, length, instance, shown, output);
            else
                ReadAtom(document, type, length, instance, text, output);
            at += length;
        }
    }

    private static string? ReadLink(Stream document, uint length, int instance, string? shown, FormatOutput output)
    {
        var word = Encoding.Unicode.GetString(document.ReadUpTo((int)Math.Min(length, 65_536))).TrimEnd('\0');
        if (instance == 0)
            return word;
        if (instance == 1)
            output.Link(word, "ppt", shown);
        return shown;
    }

    private static void ReadAtom(Stream document, int type, uint length, int instance, TextCollector text, FormatOutput output)
    {
        switch (type)
        {
            case WideText or String:
                AppendText(Encoding.Unicode.GetString(document.ReadUpTo((int)Math.Min(length, TextOctets))), text);
                break;
            case NarrowText:
                AppendText(Encoding.Latin1.GetString(document.ReadUpTo((int)Math.Min(length, TextOctets))), text);
                break;
            case StoredObject:
                ReadObject(document, length, instance == 1, output);
                break;
            default:
                break;
        }
    }

    private static void AppendText(string shape, TextCollector text)
    {
        foreach (var character in shape)
        {
            if (character is '\r' or '\v')
                text.NewLine();
            else if (character >= ' ' || character == '\t')
                text.Append(character);
        }
        text.NewLine();
    }

    /// <summary>An object, a control, or the VBA project: a compound file, packed with zlib behind its length or as it is ([MS-PPT] 2.10.34).</summary>
    private static void ReadObject(Stream document, uint length, bool isPacked, FormatOutput output)
    {
        var begin = document.Position;
        if (!isPacked)
        {
            using var plain = ExtentStream.Range(document, begin, length);
            output.Member(new MemberEntry { IsFile = false }, plain);
            return;
        }
        var claimed = ((ReadOnlySpan<byte>)document.ReadUpTo(4)).UInt32At(0);
        using var packed = ExtentStream.Range(document, begin + 4, length - 4L);
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        output.Member(new MemberEntry { IsFile = false, PackedSize = length, ClaimedSize = claimed }, unpacked);
    }
}
