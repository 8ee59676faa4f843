using Gatepost.Extraction.Tests.Formats.Office;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;

namespace Gatepost.Extraction.Tests.Formats.Outlook;

/// <summary>The public set of <c>winmail.dat</c>: what its folders hold beside each file comes out octet by octet.</summary>
public sealed class TnefCorpusTests
{
    /// <summary>Made by another program: bodies that it wrapped in its own way.</summary>
    private static readonly string[] Bodies = ["message.rtf", "message.html", "message.txt"];

    [Fact]
    public void Every_attachment_comes_out()
    {
        var files = CorpusArchive.Files("mime_mimekit").Where(file => file.Name.StartsWith("tnef/", StringComparison.Ordinal)).ToList();
        var (opened, expected) = (0, 0);
        foreach (var (name, octets) in files.Where(file => file.Name.EndsWith(".tnef", StringComparison.Ordinal)))
        {
            var answer = OpenedDocument.Of(octets);
            Assert.Equal("tnef", answer.Answer.TrueType);
            opened++;
            foreach (var (beside, content) in files.Where(file => file.Name.StartsWith(name[..^5] + "/", StringComparison.Ordinal) && !Bodies.Contains(Path.GetFileName(file.Name))))
            {
                expected++;
                Assert.True(answer.Members.Any(member => Plain(member).SequenceEqual(Plain(content)) || Plain(member).SequenceEqual(Plain([.. content.Skip(16)]))), $"{beside} is not among\n{answer.Describe()}");
            }
        }
        Assert.True(opened > 10 && expected > 15, $"{opened} files, {expected} attachments");
    }

    /// <summary>The set was kept in a repository that changes the ends of lines; objects in it have the number of their interface, 16 octets, in front.</summary>
    private static IEnumerable<byte> Plain(byte[] octets) => octets.Where(octet => octet != '\r');

    [Fact]
    public void Cut_off_and_flipped_files_end_without_a_crash()
    {
        var files = CorpusArchive.Files("mime_mimekit").Where(file => file.Name.EndsWith(".tnef", StringComparison.Ordinal) && file.Octets.Length < 30_000).ToList();
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var octets = files[round % files.Count].Octets.ToArray();
            for (var flips = 0; flips < 8; flips++)
                octets[random.Next(6, octets.Length)] = (byte)random.Next(256);
            var answer = OpenedDocument.Of(octets[..random.Next(octets.Length / 2, octets.Length)]);
            Assert.DoesNotContain(answer.Answer.Problems, problem => problem.Node == 0 && problem.Kind == PartProblemKind.Unread && problem.Reason.StartsWith("damaged, or no", StringComparison.Ordinal));
        }
    }
}
