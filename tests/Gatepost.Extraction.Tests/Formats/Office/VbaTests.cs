using System.Text;
using Gatepost.Extraction.Formats.Office.Vba;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Office;

public sealed class VbaTests
{
    /// <summary>Packs with literals only, which every program reads.</summary>
    internal static byte[] Pack(byte[] source)
    {
        var packed = new List<byte> { 1 };
        foreach (var chunk in source.Chunk(3_600))
        {
            var body = chunk.Chunk(8).SelectMany(eight => eight.Prepend((byte)0)).ToArray();
            packed.AddRange(BitConverter.GetBytes((ushort)(0xB000 | (body.Length - 1))));
            packed.AddRange(body);
        }
        return [.. packed];
    }

    private static byte[] Record(int id, params byte[] octets) => [(byte)id, (byte)(id >> 8), .. BitConverter.GetBytes(octets.Length), .. octets];

    private static byte[] Dir(uint offset) =>
    [
        .. Record(3, 0xE3, 4), 9, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0,
        .. Record(0x19, "Loader"u8.ToArray()), .. Record(0x1A, "Loader"u8.ToArray()), .. Record(0x32, Encoding.Unicode.GetBytes("Loader")), .. Record(0x31, BitConverter.GetBytes(offset)), .. Record(0x21), .. Record(0x2B),
        .. Record(0x19, "ThisDocument"u8.ToArray()), .. Record(0x1A, "ThisDocument"u8.ToArray()), .. Record(0x31, BitConverter.GetBytes(0)), .. Record(0x22), .. Record(0x2B),
        .. Record(0x10),
    ];

    // "Пуск" in windows-1251, which is code page 1251, 0x4E3.
    private static readonly byte[] Source = [.. "Attribute VB_Name = \"Loader\"\r\n' "u8, 0xCF, 0xF3, 0xF1, 0xEA, .. "\r\nSub AutoOpen()\r\nShell \"calc\"\r\nEnd Sub\r\n"u8];

    private static CompoundSample Project(uint offset) => new CompoundSample().Stream("WordDocument", new byte[64])
        .Stream("Macros/VBA/dir", Pack(Dir(offset))).Stream("Macros/VBA/_VBA_PROJECT", "cc").Stream("Macros/VBA/Loader", [.. new byte[100], .. Pack(Source)])
        .Stream("Macros/VBA/ThisDocument", Pack("Attribute VB_Name = \"ThisDocument\"\r\n"u8.ToArray()));

    [Fact]
    public void Sources_of_modules_are_members()
    {
        var opened = OpenedDocument.Of(Project(100).ToArray());
        Assert.Contains("Shell \"calc\"", opened.TextOf("Loader.bas"), StringComparison.Ordinal);
        Assert.Contains("' Пуск", opened.TextOf("Loader.bas"), StringComparison.Ordinal);
        Assert.Equal(("text/x-vba", false), (opened.Find("Loader.bas")!.DeclaredType, opened.Find("Loader.bas")!.IsFile));
        Assert.NotNull(opened.Find("ThisDocument.cls"));
        Assert.DoesNotContain(opened.Answer.Problems, problem => problem.Kind == PartProblemKind.Unread);
    }

    [Fact]
    public void A_directory_that_lies_or_forgets_hides_no_module()
    {
        Assert.Contains("Shell", OpenedDocument.Of(Project(5).ToArray()).TextOf("Loader.bas"), StringComparison.Ordinal);
        var forgotten = new CompoundSample().Stream("WordDocument", new byte[64]).Stream("Macros/VBA/dir", "broken").Stream("Macros/VBA/_VBA_PROJECT", "cc").Stream("Macros/VBA/Hidden", [.. new byte[77], .. Pack(Source)]);
        Assert.Contains("Shell", OpenedDocument.Of(forgotten.ToArray()).TextOf("Hidden.bas"), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_in_the_controls_of_a_form_are_hidden_text()
    {
        var opened = OpenedDocument.Of(Project(100).Stream("Macros/UserForm1/o", [0, 1, 2, .. "powershell -enc AAAA"u8, 0]).ToArray());
        Assert.Contains("powershell -enc AAAA", opened.HiddenText, StringComparison.Ordinal);
    }

    [Fact]
    public void The_examples_of_the_specification_unpack()
    {
        // [MS-OVBA] 3.2.2 and 3.2.3.
        Assert.Equal("#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa", Unpack("01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"));
        Assert.Equal(new string('a', 73), Unpack("01 03 B0 02 61 45 00"));
    }

    [Fact]
    public void Damaged_containers_end()
    {
        var random = new Random(3);
        for (var round = 0; round < 5_000; round++)
        {
            var octets = new byte[random.Next(3, 300)];
            random.NextBytes(octets);
            octets[0] = 1;
            if (octets.Length > 2)
                octets[2] = (byte)((octets[2] & 0x8F) | 0x30);
            Assert.True(VbaCompression.Unpack(octets, 65_536)!.Length <= 65_536 + 4_096);
        }
    }

    private static string Unpack(string hex) => Encoding.ASCII.GetString(VbaCompression.Unpack(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), 4_096)!);
}
