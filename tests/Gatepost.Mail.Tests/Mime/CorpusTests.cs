using System.Text;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;
using Gatepost.Testing.Messages;

namespace Gatepost.Mail.Tests.Mime;

/// <summary>Every file of the public sets, mail or not, is read to the end without an exception.</summary>
public sealed class CorpusTests
{
    [Theory]
    [InlineData("mime_mimekit")]
    [InlineData("mime_stalwart")]
    [InlineData("mime_mime4j")]
    [InlineData("mime_enmime")]
    [InlineData("mime_nodemailer")]
    [InlineData("rspamd_messages")]
    [InlineData("sisimai_bounces")]
    [InlineData("parsedmarc_reports")]
    [InlineData("spamassassin")]
    [InlineData("phishing_pot")]
    [InlineData("mxhero_synthetic_ham")]
    public void Every_file_is_read(string set)
    {
        var files = 0;
        foreach (var (name, octets) in CorpusArchive.Files(set))
        {
            files++;
            var content = new MemoryContent(octets);
            foreach (var field in HeaderScanner.Scan(content).Fields)
            {
                Assert.True(field.Value is not null, name);
                Assert.True(octets.AsSpan(field.Offset, field.Length).StartsWith(Encoding.ASCII.GetBytes(field.Name)), name);
            }
            var parts = MessagePartReader.Read(content, new ReadingLimits(), default);
            Assert.Equal(parts.All.Length, parts.All.Select(part => part.Path).Distinct(StringComparer.Ordinal).Count());
            foreach (var part in parts.All.Where(part => part.Size is not null))
                Assert.True(part.Size == LengthOf(parts, part), $"{name} {part.Path}");
            MessageTextReader.Read(parts, new TextLimits(), default);
        }
        Assert.True(files > 5, $"{files} files");
    }

    [Fact]
    public void Practically_no_ham_is_unread()
    {
        var ham = CorpusArchive.Files("spamassassin").Where(file => file.Name.Contains("ham", StringComparison.Ordinal)).ToList();
        var unread = ham.Where(file => MessagePartReader.Read(new MemoryContent(file.Octets), new ReadingLimits(), default)
            .Problems.Any(problem => problem.Kind == PartProblemKind.Unread)).Select(file => file.Name).ToList();
        Assert.True(ham.Count > 1_000 && unread.Count <= ham.Count / 1_000, $"{unread.Count} of {ham.Count}: {string.Join(", ", unread)}");
    }

    private static long LengthOf(IMessageParts parts, MessagePart part)
    {
        using var stream = parts.Open(part);
        var buffer = new byte[65_536];
        long length = 0;
        while (stream.Read(buffer) is var read and > 0)
            length += read;
        return length;
    }
}
