using System.Buffers.Binary;
using System.Text;
using Gatepost.Extraction.Tests.Formats.Office;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Outlook;

public sealed class OutlookTests
{
    private static byte[] Wide(string text) => Encoding.Unicode.GetBytes(text);

    private static byte[] CodePage(int codePage)
    {
        var properties = new byte[48];
        BinaryPrimitives.WriteUInt16LittleEndian(properties.AsSpan(32), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(properties.AsSpan(34), 0x3FFD);
        BinaryPrimitives.WriteInt32LittleEndian(properties.AsSpan(40), codePage);
        return properties;
    }

    private static CompoundSample Message(string prefix = "") => new CompoundSample()
        .Stream(prefix + "__properties_version1.0", CodePage(1251)).Stream(prefix + "__substg1.0_0037001F", Wide("Счёт")).Stream(prefix + "__substg1.0_1000001E", [0xCF, 0xF0, 0xE8])
        .Stream(prefix + "__substg1.0_10130102", "<a href='http://bad.example/'>x</a>").Stream(prefix + "__substg1.0_0C1F001F", Wide("mallory@bad.example"));

    [Fact]
    public void A_message_gives_subject_body_and_attachments()
    {
        var opened = OpenedDocument.Of(Message()
            .Stream("__attach_version1.0_#00000000/__substg1.0_3707001F", Wide("run.exe")).Stream("__attach_version1.0_#00000000/__substg1.0_37010102", "MZ program")
            .Stream("__attach_version1.0_#00000001/__substg1.0_3707001F", Wide("elsewhere.doc")).ToArray());
        Assert.Equal("msg", opened.Answer.TrueType);
        Assert.Equal("Счёт\nПри", opened.Text);
        Assert.Equal("mallory@bad.example", opened.Properties);
        Assert.Equal("MZ program", opened.TextOf("run.exe"));
        Assert.Equal(("text/html", false), (opened.Answer.Nodes[0].DeclaredType, opened.Answer.Nodes[0].IsFile));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(opened.Answer.Problems).Kind);
    }

    [Fact]
    public void A_message_in_a_message_is_a_file_of_its_own()
    {
        const string Attachment = "__attach_version1.0_#00000000/";
        var opened = OpenedDocument.Of(Message(Attachment + "__substg1.0_3701000D/").Stream(Attachment + "__substg1.0_3001001F", Wide("forwarded")).Stream("__nameid_version1.0/x", "")
            .Stream(Attachment + "__substg1.0_3701000D/__attach_version1.0_#00000000/__substg1.0_37010102", "deep").ToArray());
        Assert.Equal("msg", opened.Find("forwarded")!.TrueType);
        Assert.Contains("Счёт", opened.Text, StringComparison.Ordinal);
        Assert.Contains(opened.Members, member => member.AsSpan().SequenceEqual("deep"u8));
        Assert.Empty(opened.Answer.Problems);
    }

    /// <summary>The example of [MS-OXRTFCP] 4.1.1: "{\rtf1\ansi\ansicpg1252\pard hello world}".</summary>
    private static readonly byte[] CompressedExample = Convert.FromHexString("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0");

    [Fact]
    public void Compressed_RTF_is_unpacked_and_opened()
    {
        var opened = OpenedDocument.Of(Message().Stream("__substg1.0_10090102", CompressedExample).ToArray());
        Assert.Contains("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}", Encoding.ASCII.GetString(opened.Members[^1]), StringComparison.Ordinal);
        Assert.Contains("hello world", opened.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_RTF_that_is_damaged_ends()
    {
        var random = new Random(9);
        for (var round = 0; round < 300; round++)
        {
            byte[] octets = [.. CompressedExample[..16], .. new byte[200]];
            random.NextBytes(octets.AsSpan(16));
            using var stream = Extraction.Formats.Outlook.CompressedRtf.Open(new MemoryStream(octets))!;
            using var unpacked = new MemoryStream();
            stream.CopyTo(unpacked);
            // 17 octets from two is the most that a copy gives.
            Assert.True(unpacked.Length <= 200 * 9);
        }
    }

    private static byte[] Attribute(int level, int number, byte[] octets) => [(byte)level, (byte)number, (byte)(number >> 8), 0, 0, .. BitConverter.GetBytes(octets.Length), .. octets, 0, 0];

    private static byte[] Property(int id, int type, byte[] octets) =>
        [.. BitConverter.GetBytes((uint)(id << 16 | type)), 1, 0, 0, 0, .. BitConverter.GetBytes(octets.Length), .. octets, .. new byte[(4 - (octets.Length % 4)) % 4]];

    private static byte[] Tnef(params byte[][] attributes) => [0x78, 0x9F, 0x3E, 0x22, 1, 0, .. attributes.SelectMany(attribute => attribute)];

    [Fact]
    public void Tnef_gives_bodies_and_attachments()
    {
        byte[] properties = [2, 0, 0, 0, .. Property(0x0037, 0x1F, Wide("Betreff")), .. Property(0x1013, 0x102, "<b>html</b>"u8.ToArray())];
        byte[] named = [2, 0, 0, 0, .. BitConverter.GetBytes(0x80000003), .. new byte[16], 1, 0, 0, 0, 4, 0, 0, 0, .. Wide("ab"), 7, 0, 0, 0, .. Property(0x3707, 0x1F, Wide("Rechnung.exe"))];
        var opened = OpenedDocument.Of(Tnef(Attribute(1, 0x9003, properties), Attribute(2, 0x9002, new byte[14]), Attribute(2, 0x8010, "RECHNU~1.EXE\0"u8.ToArray()), Attribute(2, 0x800F, "MZ"u8.ToArray()), Attribute(2, 0x9005, named)));
        Assert.Equal("tnef", opened.Answer.TrueType);
        Assert.Equal("Betreff", opened.Text);
        Assert.Equal("MZ", opened.TextOf("Rechnung.exe"));
        Assert.Equal(["RECHNU~1.EXE"], opened.Find("Rechnung.exe")!.OtherNames);
        Assert.Equal("text/html", opened.Answer.Nodes[0].DeclaredType);
        Assert.Empty(opened.Answer.Problems);
    }

    [Fact]
    public void Tnef_that_is_cut_off_gives_what_is_there()
    {
        var whole = Tnef(Attribute(2, 0x9002, new byte[14]), Attribute(2, 0x8010, "a.txt"u8.ToArray()), Attribute(2, 0x800F, "0123456789"u8.ToArray()));
        var opened = OpenedDocument.Of(whole[..^7]);
        Assert.Equal("01234", opened.TextOf("a.txt"));
        Assert.True(opened.HasProblem(PartProblemKind.Malformed));
    }

    private static byte[] EmbeddedFile(byte[] octets, long claimed) =>
        [0xE7, 0x16, 0xE3, 0xBD, 0x65, 0x26, 0x11, 0x45, 0xA4, 0xC4, 0x8D, 0x4D, 0x0B, 0x7A, 0x9E, 0xAC, .. BitConverter.GetBytes(claimed), .. new byte[12], .. octets];

    private static byte[] Section(params byte[][] pieces) => [0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D, 0xAE, 0xB1, 0x53, 0x78, 0xD0, 0x29, 0x96, 0xD3, .. pieces.SelectMany(piece => piece)];

    [Fact]
    public void OneNote_gives_embedded_files_and_words()
    {
        var opened = OpenedDocument.Of(Section(new byte[65_500], Wide("Double click to view"), EmbeddedFile("@echo off"u8.ToArray(), 9), new byte[100], EmbeddedFile("MZ"u8.ToArray(), 2)));
        Assert.Equal("onenote", opened.Answer.TrueType);
        Assert.Equal(["@echo off"u8.ToArray(), "MZ"u8.ToArray()], opened.Members);
        Assert.Contains("Double click to view", opened.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_in_OneNote_that_lies_hides_no_file()
    {
        var opened = OpenedDocument.Of(Section(EmbeddedFile("first"u8.ToArray(), long.MaxValue), EmbeddedFile("second"u8.ToArray(), 6)));
        Assert.Equal("second"u8.ToArray(), opened.Members[^1]);
        Assert.True(opened.HasProblem(PartProblemKind.Malformed));
    }
}
