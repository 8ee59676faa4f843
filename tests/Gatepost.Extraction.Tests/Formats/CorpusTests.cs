using System.Text;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;
using Gatepost.Testing.Extraction;
using Gatepost.Testing.Messages;

namespace Gatepost.Extraction.Tests.Formats;

/// <summary>Every public set beside the checkout is read as the gateway reads mail, with all that its parts hold opened, and nothing of it throws. Of the large sets every so-many-th file.</summary>
public sealed class CorpusTests(ITestOutputHelper log)
{
    // What the heap may hold once everything of a set was let go. The other tests of this program run meanwhile, and hold some of it.
    private const long HeapOctets = 268_435_456;

    [Theory]
    [InlineData("mime_mimekit", 1)]
    [InlineData("mime_stalwart", 2)]
    [InlineData("mime_mime4j", 2)]
    [InlineData("mime_enmime", 1)]
    [InlineData("mime_nodemailer", 1)]
    [InlineData("rspamd_messages", 1)]
    [InlineData("sisimai_bounces", 4)]
    [InlineData("parsedmarc_reports", 1)]
    [InlineData("spamassassin", 20)]
    [InlineData("phishing_pot", 8)]
    [InlineData("mxhero_synthetic_ham", 15)]
    public Task Every_message_is_opened(string set, int step) => OpenAsync(set, step, octets => new MemoryContent(octets), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("mime_mimekit", 2)]
    [InlineData("charset_cpython_cjk", 1)]
    [InlineData("url_tests", 1)]
    [InlineData("dlp_vectors", 1)]
    public Task Every_file_is_opened_as_an_attachment(string set, int step) => OpenAsync(set, step, Attached, TestContext.Current.CancellationToken);

    /// <summary>As it stands behind a header: the encodings of mail are for other tests.</summary>
    private static MemoryContent Attached(byte[] octets) =>
        new((byte[])[.. "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nContent-Disposition: attachment\r\n\r\n"u8, .. octets]);

    private async Task OpenAsync(string set, int step, Func<byte[], MemoryContent> toMessage, CancellationToken cancellationToken)
    {
        var (files, parts, problems, at) = (0, 0, 0, 0);
        // Generous in time: it says how long a message may take a worker, and not how fast the machine of a test is.
        var settings = new ContentSettings { Budget = new ExtractionBudget { Time = TimeSpan.FromMinutes(5), CpuTime = TimeSpan.FromMinutes(5) } };
        foreach (var (name, octets) in CorpusArchive.Files(set).Where(_ => at++ % step == 0))
        {
            var own = MessagePartReader.Read(toMessage(octets), new ReadingLimits(), cancellationToken);
            var opened = await InProcessExtractor.Content.OpenAsync(own, wantsText: true, settings, () => ["infected"], cancellationToken);
            var texts = MessageTextReader.Read(opened, new TextLimits(), cancellationToken);
            Assert.True(opened.All.Length >= own.All.Length, name);
            Assert.True(opened.All.Length <= own.All.Length + settings.Budget.Files, $"{name}: {opened.All.Length} parts");
            Assert.True(opened.Texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text.Text)) <= settings.Budget.TextOctets, name);
            Assert.True(texts.Links.Length <= new TextLimits().Links, name);
            (files, parts, problems) = (files + 1, parts + opened.All.Length, problems + opened.Problems.Length);
            (opened as IDisposable)?.Dispose();
        }
        log.WriteLine($"{set}: {files} files, {parts} parts, {problems} problems");
        Assert.True(files > 4 && parts >= files / 2, $"{files} files, {parts} parts");
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < HeapOctets, "the heap keeps what was read");
    }
}
