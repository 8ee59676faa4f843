using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;
using Gatepost.Testing.Servers;
using SharpCompress.Archives;
using SharpCompress.Archives.Zip;
using SharpCompress.Readers;

namespace Gatepost.Extraction.Tests.Formats.Pdf;

/// <summary>Documents of the public sets, where they lie.</summary>
public sealed class PdfSetTests
{
    // Enough of each set to see every program that wrote them; all would take minutes.
    private const int OfEachSet = 30;

    [Theory]
    [InlineData("rspamd_messages")]
    [InlineData("mxhero_synthetic_ham")]
    public void Documents_of_real_mail_are_read_with_no_problem(string set)
    {
        var documents = CorpusArchive.Files(set).SelectMany(file => Documents(file.Octets).Select(octets => (file.Name, octets))).Take(OfEachSet).ToList();

        Assert.NotEmpty(documents);
        foreach (var (name, octets) in documents)
        {
            var answer = Patient.Open(octets).Answer;
            Assert.DoesNotContain(answer.Problems, problem => problem.Kind is PartProblemKind.LimitReached or PartProblemKind.Unread);
            Assert.True(answer.Texts.Length + answer.Links.Length + answer.Nodes.Length + answer.Problems.Length > 0, name);
        }
    }

    [Fact]
    public void The_text_of_a_sample_is_found()
    {
        var octets = File.ReadAllBytes(Path.Combine(Requirement.Shared("corpus/dlp_vectors"), "presidio-sample.pdf"));

        var answer = Patient.Open(octets).Answer;

        Assert.NotEmpty(PdfReaderTests.Visible(answer.Texts));
        Assert.Empty(answer.Problems);
    }

    [Theory]
    [InlineData("pdf-page-loop.pdf", false)]
    [InlineData("png-40000x40000.png", true)]
    public void Bombs_end(string name, bool isLimit)
    {
        using var archive = ZipArchive.OpenArchive(Path.Combine(Requirement.Shared("suites/bombs"), "bombs-dev.zip"), new ReaderOptions { Password = "infected" });
        using var stream = archive.Entries.Single(entry => entry.Key?.EndsWith(name, StringComparison.Ordinal) == true).OpenEntryStream();
        using var octets = new MemoryStream();
        stream.CopyTo(octets);

        var problems = Patient.Open(octets.ToArray()).Problems;

        Assert.Contains(problems, problem => problem.Kind == (isLimit ? PartProblemKind.LimitReached : PartProblemKind.Malformed));
    }

    private static IEnumerable<byte[]> Documents(byte[] message)
    {
        var parts = MessagePartReader.Read(new MemoryContent(message), new ReadingLimits(), default);
        foreach (var part in parts.All.Where(part => part.Size is > 5 and < 4_000_000))
        {
            using var content = parts.Open(part);
            using var octets = new MemoryStream();
            content.CopyTo(octets);
            if (octets.GetBuffer().AsSpan(0, (int)octets.Length).StartsWith("%PDF-"u8))
                yield return octets.ToArray();
        }
    }
}
