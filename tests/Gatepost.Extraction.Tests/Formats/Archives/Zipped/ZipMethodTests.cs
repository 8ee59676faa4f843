using System.Buffers.Binary;
using Gatepost.Mail.Mime;
using SharpCompress.Common;
using SharpCompress.Writers.Zip;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Extraction.Tests.Formats.Archives.Zipped;

/// <summary>Every method that is met, zip64, and sizes that lie.</summary>
public sealed class ZipMethodTests
{
    private static readonly byte[] Octets = [.. Enumerable.Range(0, 20_000).SelectMany(number => BitConverter.GetBytes(number / 3))];

    [Theory]
    [InlineData(CompressionType.None, false)]
    [InlineData(CompressionType.Deflate, false)]
    [InlineData(CompressionType.Deflate, true)]
    [InlineData(CompressionType.BZip2, false)]
    [InlineData(CompressionType.LZMA, false)]
    [InlineData(CompressionType.PPMd, false)]
    [InlineData(CompressionType.ZStandard, false)]
    public void Every_method_is_unpacked(CompressionType method, bool isWide)
    {
        var read = Opening.ReadAs("zip", Pack(method, isWide));
        Assert.Empty(read.Problems);
        Assert.Equal(["a.bin", "b.txt"], read.Names);
        Assert.Equal(Octets, read.Octets[0]);
        Assert.Equal("hello", read.Text(1));
    }

    [Theory]
    [InlineData(CompressionType.BZip2)]
    [InlineData(CompressionType.LZMA)]
    [InlineData(CompressionType.PPMd)]
    [InlineData(CompressionType.ZStandard)]
    public void Damaged_octets_of_every_method_are_unread(CompressionType method)
    {
        var zip = Pack(method, isWide: false);
        var end = zip.AsSpan().LastIndexOf("b.txt"u8);
        for (var at = 60; at < Math.Min(end, 400); at += 20)
        {
            var damaged = zip.ToArray();
            damaged[at] ^= 0x55;
            Assert.Contains(Opening.ReadAs("zip", damaged).Problems, problem => problem.Kind is PartProblemKind.Unread or PartProblemKind.LimitReached);
        }
    }

    [Fact]
    public void A_size_that_lies_is_told()
    {
        var zip = Zip(("a.txt", Octets));
        BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 24), 5);
        Assert.Contains(Opening.ReadAs("zip", zip).Problems, problem => problem.Kind == PartProblemKind.Unread && problem.Reason.Contains("says 5 octets", StringComparison.Ordinal));
    }

    [Fact]
    public void A_checksum_that_lies_is_told_and_the_octets_are_kept()
    {
        var zip = Zip(("a.txt", Octets));
        zip[zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 16] ^= 1;
        var read = Opening.ReadAs("zip", zip);
        Assert.Contains(read.Problems, problem => problem.Kind == PartProblemKind.Unread && problem.Reason.Contains("checksum", StringComparison.Ordinal));
        Assert.NotNull(read.Nodes[0].Sha256);
    }

    [Theory]
    [InlineData("../../evil.txt", PartProblemKind.Unread)]
    [InlineData("a/..\\..\\evil.txt", PartProblemKind.Unread)]
    [InlineData("/etc/cron.d/evil", PartProblemKind.Malformed)]
    [InlineData("C:\\evil.txt", PartProblemKind.Malformed)]
    [InlineData("a\0.txt", PartProblemKind.Malformed)]
    [InlineData("folder/aux.txt", PartProblemKind.Malformed)]
    [InlineData("folder/../b.txt", null)]
    [InlineData("..txt", null)]
    [InlineData("auxiliary/con-text.txt", null)]
    public void A_path_that_climbs_out_is_told(string name, PartProblemKind? kind)
    {
        var read = Opening.ReadAs("zip", Zip((name, "hello"u8.ToArray())));
        Assert.Equal(kind, read.Problems.Select(problem => (PartProblemKind?)problem.Kind).SingleOrDefault());
        Assert.Equal("hello", read.Text(0));
    }

    private static byte[] Pack(CompressionType method, bool isWide)
    {
        using var output = new MemoryStream();
        using (var writer = new ZipWriter(output, new ZipWriterOptions(method) { UseZip64 = isWide, LeaveStreamOpen = true }))
        {
            writer.Write("a.bin", new MemoryStream(Octets), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            writer.Write("b.txt", new MemoryStream("hello"u8.ToArray()), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
        return output.ToArray();
    }
}
