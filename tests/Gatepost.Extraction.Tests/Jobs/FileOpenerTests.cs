using System.IO.Compression;
using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Jobs;

/// <summary>Nothing that a file holds is passed over in silence, however much else there is.</summary>
public sealed class FileOpenerTests
{
    private static readonly ExtractionRequest Request = new() { Job = 1, Budget = new ExtractionBudget(), WantsText = true };

    [Fact]
    public void The_same_octets_are_opened_once_unless_their_name_is_anothers()
    {
        var packed = Gzip("alert(1)"u8);
        var read = Opening.OpenAll(Zip(("readme.txt.gz", packed), ("again.txt", packed), ("script.js.gz", packed), ("twice/script.js.gz", packed)));
        Assert.Equal(["readme.txt", null, "script.js", "twice/script.js"], read.Names.Skip(4));
        var same = Opening.OpenAll(Zip(("one.zip", Zip(("a", packed))), ("two.zip", Zip(("a", packed)))));
        Assert.Equal(["one.zip", "two.zip", "a", null], same.Names);
    }

    [Fact]
    public void A_flood_of_oddities_keeps_no_other_kind_of_problem_quiet()
    {
        using var job = new ExtractionJob(Request, new MemoryJobFolder(default), CancellationToken.None);
        for (var oddity = 0; oddity < 2_000; oddity++)
            job.AddProblem(0, PartProblemKind.Malformed, $"oddity {oddity}");
        job.End(0, "the end");
        var answer = job.ToAnswer();
        Assert.Equal(1_001, answer.Problems.Length);
        Assert.Equal(new ExtractedProblem(0, PartProblemKind.LimitReached, "the end"), answer.Problems[^1]);
    }

    [Fact]
    public void A_link_that_is_too_long_costs_no_more_than_its_end()
    {
        using var job = new ExtractionJob(Request, new MemoryJobFolder(default), CancellationToken.None);
        job.AddLink(0, "https://a.example/" + new string('x', 100_000), "pdf", new string('y', 100_000));
        job.AddProblem(0, PartProblemKind.Unread, new string('z', 100_000));
        var answer = job.ToAnswer() with { TrueType = "pdf" };
        var octets = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(answer, ExtractionJson.Compact.ExtractionAnswer);
        Assert.NotNull(ExtractionAnswerReader.Read(octets, Request));
        Assert.Contains(answer.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
    }

    [Theory]
    [InlineData("<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">", true)]
    [InlineData("<!ENTITY a 'aaaa'>\n<!ENTITY b '&a;&a;'>", true)]
    [InlineData("<!ENTITY % p \"x\"><!ENTITY b \"%p;\">", true)]
    [InlineData("<!ENTITY x SYSTEM \"file:///etc/passwd\">", true)]
    [InlineData("<!ENTITY ns_svg \"http://www.w3.org/2000/svg\"><!ENTITY and \"this &#38; that, 100 % sure\">", false)]
    public void Entities_of_entities_are_told(string declarations, bool isTold)
    {
        foreach (var utf16 in new[] { false, true })
        {
            var text = $"<?xml version=\"1.0\"?>\n<!DOCTYPE r [{declarations}]><r>hello</r>";
            var read = Opening.OpenAs("xml", utf16 ? [0xff, 0xfe, .. System.Text.Encoding.Unicode.GetBytes(text)] : System.Text.Encoding.UTF8.GetBytes(text));
            Assert.Equal(isTold, read.Problems.Any(problem => problem.Kind == PartProblemKind.Unread));
        }
    }

    /// <summary>They hold no files: sums to repair others by, and lists of what lies on a disk beside them.</summary>
    private static readonly string[] WithoutFiles = ["cue-sheet", "media-descriptor", "par2"];

    [Fact]
    public void Every_archive_and_disk_image_is_opened_or_said_not_to_be()
    {
        var readers = FormatReaders.All();
        Assert.Equal(WithoutFiles, FileTypeCatalogue.OfFamily(FileFamily.Archive).Concat(FileTypeCatalogue.OfFamily(FileFamily.DiskImage)).Select(type => type.Name).Where(name => !readers.Reads(name)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a.eml", "notes.txt")]
    [InlineData("a.EML", "notes.txt")]
    [InlineData("a.bin", null)]
    public void What_claims_to_be_a_message_is_opened_as_one_though_its_octets_tell_nothing(string name, string? inner)
    {
        var octets = "X-N: a\0b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=notes.txt\r\n\r\nhello\0\r\n--b--\r\n"u8.ToArray();
        var read = Opening.OpenAll(Zip((name, octets)));
        Assert.Equal(inner is null ? [name] : [name, inner], read.Names);
        Assert.Equal(inner is not null, read.Problems.Any(problem => problem.Kind == PartProblemKind.Malformed));
    }

    private static byte[] Gzip(ReadOnlySpan<byte> octets)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(octets);
        return packed.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Octets)[] members)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, octets) in members)
            {
                using var target = zip.CreateEntry(name).Open();
                target.Write(octets);
            }
        }
        return packed.ToArray();
    }
}
