using System.IO.Compression;

namespace Gatepost.Extraction.Tests.Formats.Office;

public sealed class ActiveMimeTests
{
    private static byte[] Packed(int place)
    {
        using var packed = new MemoryStream();
        packed.Write([.. "ActiveMime"u8, .. new byte[place - 10]]);
        packed.GetBuffer()[0x1E] = (byte)(place - 46);
        using (var zlib = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
            zlib.Write(new CompoundSample().Stream("odd", "%PDF-1.7").ToArray());
        return packed.ToArray();
    }

    [Theory]
    [InlineData(50)]
    [InlineData(90)]
    public void The_packed_file_is_opened(int place)
    {
        var opened = OpenedDocument.Of(Packed(place));
        Assert.Equal("activemime", opened.Answer.TrueType);
        Assert.Equal(["ole2", "pdf"], opened.Answer.Nodes.Select(node => node.TrueType));
        Assert.Empty(opened.Answer.Problems.Where(problem => problem.Node < 2));
    }

    [Fact]
    public void Without_packed_octets_it_says_so() => Assert.Single(OpenedDocument.Of([.. "ActiveMime"u8, .. new byte[100]]).Answer.Problems);
}
