using System.IO.Compression;
using System.Text;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Archives.Packed;

/// <summary>Formats that pack one file. The samples hold eight lines, written by the tools of Debian.</summary>
public sealed class PackedFileTests
{
    private static readonly string Lines = string.Concat(Enumerable.Repeat("hello from a packed file\n", 8));

    private static readonly Dictionary<string, string> Samples = new()
    {
        ["xz"] = "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ADHACBdADQZSe6N6RLmFA6/uR9b7wapbpILL9xXRDeVnAyfUAAAAFnuyVh/jXWwAAE8yAEAAAB01zTRscRn+wIAAAAABFla",
        ["bzip2"] = "QlpoOTFBWSZTWQNREB0AADvRgAAQQAAvbtAAIABQpgAAKqmhtT0myjI2IFCBAsciBYsUID0UKFiRI2MD4SPB+LuSKcKEgBqIgOg=",
        ["zstd"] = "KLUv/STIBQEAyGhlbGxvIGZyb20gYSBwYWNrZWQgZmlsZQoBALGYmmNOLiSw",
        ["lz4"] = "BCJNGGRApyQAAAD/CmhlbGxvIGZyb20gYSBwYWNrZWQgZmlsZQoZAJdQZmlsZQoAAAAAlSmiTQ==",
        ["lz4 of old"] = "AiFMGCQAAAD/CmhlbGxvIGZyb20gYSBwYWNrZWQgZmlsZQoZAJdQZmlsZQo=",
        ["lzma"] = "XQAAgAD//////////wA0GUnujekS5hQOv7kfW+8GqW6SCy/cV0Q3lZwMtYk7///1klAA",
        ["compress"] = "H52QaMqwYfMGhBk5b9qACAMCTpgxa8qQMZiGTRkFAQcWPJhwYcOHESeaqXgxI0GDCBUydAhRIkWLGAWe5KjyY0uRJGNqRNlxJUiXI2Ga3JjSI8uQL0vKJNrTJtKgSnfSNPoTJ0w=",
        ["lzip"] = "TFpJUAEXADQZSe6N6RLmFA6/uR9b7wapbpILL9xXRDeVnAy1iTv///WSUABJs2B7yAAAAAAAAABAAAAAAAAAAA==",
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    public static TheoryData<string> Chained => ["xz", "bzip2", "zstd", "lz4", "lz4 of old", "lzip"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packed_file_is_unpacked(string sample)
    {
        var read = Read(sample, Convert.FromBase64String(Samples[sample]));
        Assert.Empty(read.Problems);
        Assert.Equal(Lines, read.Text(0));
    }

    [Theory]
    [MemberData(nameof(Chained))]
    public void Two_in_one_file_are_one(string sample)
    {
        var octets = Convert.FromBase64String(Samples[sample]);
        var read = Read(sample, [.. octets, .. octets]);
        Assert.Empty(read.Problems);
        Assert.Equal(Lines + Lines, read.Text(0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packed_file_that_is_cut_off_or_damaged_is_unread_or_shows_what_it_has(string sample)
    {
        var octets = Convert.FromBase64String(Samples[sample]);
        var cut = Opening.OpenAs(sample.Split(' ')[0], octets[..(octets.Length / 2)]);
        Assert.True(cut.Problems.Length > 0 || cut.Text(0).Length < Lines.Length, "nothing was told");
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            var damaged = octets.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            Assert.True(Opening.OpenAs(sample.Split(' ')[0], damaged).Nodes.Length <= 1);
        }
    }

    [Fact]
    public void Gzip_of_several_members_is_one_file_with_the_name_of_its_header()
    {
        byte[] named = [0x1f, 0x8b, 8, 8, .. new byte[6], .. "../a.txt\0"u8, .. Gzip("one ")[10..]];
        var read = Opening.ReadAs("gzip", [.. named, .. Gzip("two")], "b.txt.gz");
        Assert.Equal("one two", read.Text(0));
        Assert.Equal(("../a.txt", "b.txt"), (read.Nodes[0].Name, Assert.Single(read.Nodes[0].OtherNames)));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(read.Problems).Kind);
        Assert.Equal("b.tar", Opening.ReadAs("gzip", Gzip("x"), "b.tgz").Nodes[0].Name);
    }

    [Fact]
    public void Octets_behind_the_end_of_gzip_are_told_and_zeros_are_not()
    {
        Assert.Empty(Opening.ReadAs("gzip", [.. Gzip("hello"), .. new byte[500]]).Problems);
        var junk = Opening.ReadAs("gzip", [.. Gzip("hello"), .. Encoding.ASCII.GetBytes(new string('j', 500))]);
        Assert.Equal("hello", junk.Text(0));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(junk.Problems).Kind);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public void Gzip_that_is_cut_off_is_unread(int octets) => Assert.Equal(PartProblemKind.Unread, Assert.Single(Opening.ReadAs("gzip", Gzip("hello, hello, hello")[..^octets]).Problems).Kind);

    [Fact]
    public void A_bomb_ends_at_the_ratio()
    {
        var zeros = new byte[20_000_000];
        Assert.Equal(PartProblemKind.LimitReached, Assert.Single(Opening.ReadAs("gzip", Gzip(zeros)).Problems).Kind);
        Assert.Empty(Opening.ReadAs("gzip", Gzip(zeros), budget: new ExtractionBudget { Ratio = 2_000 }).Problems);
    }

    [Fact]
    public void A_dictionary_that_is_too_large_for_a_worker_is_refused()
    {
        var octets = Convert.FromBase64String(Samples["lzma"]);
        octets.AsSpan(1, 4).Fill(0xff);
        Assert.Equal(PartProblemKind.LimitReached, Assert.Single(Read("lzma", octets).Problems).Kind);
    }

    private static Opening Read(string sample, byte[] octets) => Opening.ReadAs(sample.Split(' ')[0], octets, "file.bin");

    private static byte[] Gzip(string text) => Gzip(Encoding.ASCII.GetBytes(text));

    private static byte[] Gzip(byte[] octets)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
            gzip.Write(octets);
        return output.ToArray();
    }
}
