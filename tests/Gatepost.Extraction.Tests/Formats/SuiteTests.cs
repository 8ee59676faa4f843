using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Servers;

namespace Gatepost.Extraction.Tests.Formats;

/// <summary>The public suites of bombs and of one program in many containers, read where they lie and unpacked in memory.</summary>
public sealed class SuiteTests(ITestOutputHelper log)
{
    /// <summary>clam.exe: 544 octets that do nothing.</summary>
    private const string ClamSha256 = "71e7b604d18aefd839e51a39c88df8383bb4c071dc31f87f00a2b5df580d4495";

    /// <summary>What the program does not come out of, and why.</summary>
    private static readonly Dictionary<string, string> Misses = new(StringComparer.Ordinal)
    {
        ["clam.exe"] = "it is the program",
        ["clam-aspack.exe"] = "packed program code: running it would unpack it, and we run nothing",
        ["clam-fsg.exe"] = "likewise",
        ["clam-upack.exe"] = "likewise",
        ["clam-upx.exe"] = "likewise",
        ["clam-nsis.exe"] = "an installer with a packing of its own",
        ["clam.ea06.exe"] = "a compiled AutoIt script",
        ["clam.chm"] = "LZX within a help file: no reader",
    };

    /// <summary>What this folder's readers must get it out of; the rest belongs to readers of documents.</summary>
    private static readonly string[] Reached = ["clam.7z", "clam.arj", "clam.cab", "clam.exe.bz2", "clam.exe.szdd", "clam.newc.cpio", "clam.tar.gz"];

    [Fact]
    public void The_program_comes_out_of_every_container_that_is_read()
    {
        var found = new List<string>();
        foreach (var (name, octets) in Files("clamav-testfiles", "clamav-dev.zip"))
        {
            var read = Opening.OpenAll(octets, name);
            var isReached = read.Nodes.Any(node => node.Sha256 == ClamSha256);
            log.WriteLine($"{name,-18} {(isReached ? "reached" : Misses.GetValueOrDefault(name, "not reached")),-60} {read.Answer.TrueType} {string.Join("; ", read.Problems.Select(problem => problem.Reason))}");
            if (isReached)
                found.Add(name);
        }
        Assert.Empty(Reached.Except(found, StringComparer.Ordinal));
    }

    /// <summary>EICAR's 68 octets: a bomb that is read to its bottom ends with what lies there.</summary>
    private const string EicarSha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

    /// <summary>Bombs that are none of a container: read as documents, or as the message that they are.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["json-deep.json"] = "no reader takes JSON apart",
        ["pdf-page-loop.pdf"] = "for the reader of PDF",
        ["png-40000x40000.png"] = "for the reader of pictures",
    };

    [Fact]
    public void Every_bomb_of_a_container_is_told_within_the_budget()
    {
        var clean = new List<string>();
        foreach (var (name, octets) in Files("bombs", "bombs-dev.zip"))
        {
            var read = Opening.OpenAll(octets, name);
            log.WriteLine($"{name,-26} {read.Answer.TrueType,-10} {read.Nodes.Length,5} {read.Answer.Unpacked,12} {string.Join("; ", read.Problems.Take(3).Select(problem => $"{problem.Kind} {problem.Reason}"))}");
            Assert.True(read.Answer.Unpacked <= new ExtractionBudget().AllOctets + 65_536 && read.Nodes.Length <= new ExtractionBudget().Files, name);
            if (!read.Problems.Any(problem => problem.Kind is PartProblemKind.LimitReached or PartProblemKind.Unread or PartProblemKind.Malformed) && !read.Nodes.Any(node => node.Sha256 == EicarSha256))
                clean.Add(name);
        }
        Assert.Empty(clean.Except(Elsewhere.Keys, StringComparer.Ordinal));
    }

    private static IEnumerable<(string Name, byte[] Octets)> Files(string suite, string archive)
    {
        var zip = Opening.ReadAs("zip", File.ReadAllBytes(Path.Combine(Requirement.Shared($"suites/{suite}"), archive)), passwords: "infected");
        Assert.True(zip.Nodes.Length > 5 && zip.Nodes.All(node => node.IsStored), archive);
        return zip.Nodes.Select((node, at) => (node.Name!, zip.Octets[at]));
    }
}
