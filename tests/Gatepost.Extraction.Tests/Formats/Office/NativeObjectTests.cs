using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Office;

public sealed class NativeObjectTests
{
    /// <summary>What the object packager writes.</summary>
    internal static byte[] Package(string name, byte[] octets, string? wide = null)
    {
        byte[] body =
        [
            2, 0, .. Encoding.Latin1.GetBytes(name), 0, .. Encoding.Latin1.GetBytes(@"C:\Users\x\" + name), 0, 0, 0, 3, 0,
            5, 0, 0, 0, .. "C:\\t\0"u8, .. BitConverter.GetBytes(octets.Length), .. octets,
            .. wide is null ? [] : (byte[])[4, 0, 0, 0, .. Encoding.Unicode.GetBytes("temp"), .. BitConverter.GetBytes(wide.Length), .. Encoding.Unicode.GetBytes(wide), 1, 0, 0, 0, (byte)'p', 0],
        ];
        return [.. BitConverter.GetBytes(body.Length), .. body];
    }

    private static OpenedDocument Open(byte[] native) => OpenedDocument.Of(new CompoundSample().Stream("ObjectPool/_1/\u0001Ole10Native", native).Stream("WordDocument", new byte[4_096]).ToArray());

    [Fact]
    public void A_file_in_a_document_is_a_member()
    {
        var opened = Open(Package("run.bat", "echo hello"u8.ToArray(), "пуск.bat"));
        Assert.Equal("echo hello", opened.TextOf("пуск.bat"));
        Assert.Contains("run.bat", opened.Find("пуск.bat")!.OtherNames);
        Assert.True(opened.Find("пуск.bat")!.IsFile);
    }

    [Fact]
    public void A_length_that_lies_gives_what_is_there_and_says_so()
    {
        var native = Package("run.bat", "echo hello"u8.ToArray());
        native.AsSpan(native.Length - 14, 4).Fill(0x7F);
        var opened = Open(native);
        Assert.Equal("echo hello", opened.TextOf("run.bat"));
        Assert.True(opened.HasProblem(PartProblemKind.Unread));
    }

    [Fact]
    public void What_is_no_package_comes_out_as_it_is()
    {
        var opened = Open([8, 0, 0, 0, .. "equation"u8]);
        var node = Assert.Single(opened.Answer.Nodes);
        Assert.False(node.IsFile);
        Assert.Equal("equation"u8.ToArray(), opened.Members[0]);
    }

    [Fact]
    public void A_document_in_a_document_is_a_file_of_its_own()
    {
        var opened = OpenedDocument.Of(new CompoundSample().Stream("Workbook", new byte[8]).Stream("MBD1/WordDocument", new byte[64]).Stream("MBD1/Macros/VBA/dir", "x").ToArray());
        Assert.Equal("xls", opened.Answer.TrueType);
        Assert.Equal("doc", Assert.Single(opened.Answer.Nodes).TrueType);
    }

    [Fact]
    public void Streams_of_unknown_names_are_looked_at()
    {
        var opened = OpenedDocument.Of(new CompoundSample().Stream("WordDocument", new byte[64]).Stream("odd", "%PDF-1.7 and more").Stream("dull", "nothing at all").ToArray());
        Assert.Equal("odd", Assert.Single(opened.Answer.Nodes).Name);
    }
}
