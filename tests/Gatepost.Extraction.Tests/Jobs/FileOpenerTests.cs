using System.IO.Compression;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;
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
