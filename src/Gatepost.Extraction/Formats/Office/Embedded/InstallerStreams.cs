using System.Text;
using Gatepost.Extraction.Formats.Office.Compound;

namespace Gatepost.Extraction.Formats.Office.Embedded;

/// <summary>The streams of a Windows Installer database: cabinets, and the libraries and scripts that it runs. Their names are packed two characters into one.</summary>
internal static class InstallerStreams
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
    private const int FirstPair = 0x3800;
    private const int FirstSingle = 0x4800;
    private const int TableMark = 0x4840;

    public static void Read(CompoundFile file, CompoundEntry root, FormatOutput output)
    {
        foreach (var entry in file.ChildrenOf(root).Where(entry => !entry.IsStorage && entry.Size > 0))
        {
            // Tables hold rows of numbers; their words are in _StringData.
            if (entry.Name.StartsWith((char)TableMark) || entry.Name.StartsWith('\u0005'))
                continue;
            using var octets = file.OpenStream(entry);
            if (!output.Member(new MemberEntry { Name = Unpack(entry.Name), IsFile = false }, octets))
                return;
        }
    }

    private static string Unpack(string name)
    {
        var unpacked = new StringBuilder(name.Length * 2);
        foreach (var character in name)
        {
            if (character is >= (char)FirstPair and < (char)FirstSingle)
                unpacked.Append(Letters[(character - FirstPair) & 0x3F]).Append(Letters[((character - FirstPair) >> 6) & 0x3F]);
            else if (character is >= (char)FirstSingle and < (char)TableMark)
                unpacked.Append(Letters[character - FirstSingle]);
            else
                unpacked.Append(character);
        }
        return unpacked.ToString();
    }
}
