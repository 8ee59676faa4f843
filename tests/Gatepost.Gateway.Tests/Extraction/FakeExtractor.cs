using System.Collections.Frozen;
using System.Text;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Gateway.Tests.Extraction;

/// <summary>Answers as the test says, and remembers what it was asked.</summary>
internal sealed class FakeExtractor(Func<FileToExtract, FileExtraction> answer) : IFileExtractor
{
    public List<FileToExtract> Asked { get; } = [];

    public FrozenSet<string>? Types { get; init; } = new[] { "gzip", "pdf", "zip" }.ToFrozenSet(StringComparer.Ordinal);

    public static ExtractionAnswer Nothing { get; } = new()
    {
        TrueType = FileTypeCatalogue.Find("gzip")!.Name, Nodes = [], Texts = [], Links = [], Problems = [], Unpacked = 0, IsOver = false,
    };

    public ValueTask<FrozenSet<string>?> TypesAsync(CancellationToken cancellationToken) => new(Types);

    public ValueTask<FileExtraction> ExtractAsync(FileToExtract file, CancellationToken cancellationToken)
    {
        Asked.Add(file);
        return new(answer(file));
    }

    public static FileExtraction Done(ExtractionAnswer answer, FakeMembers? members = null) =>
        new(ExtractionOutcome.Done, answer, "", TimeSpan.FromMilliseconds(1), members ?? new FakeMembers());
}

/// <summary>Octets of members, "member 1" and so on, and whether somebody still holds them.</summary>
internal sealed class FakeMembers : IExtractedMembers
{
    public bool IsDisposed { get; private set; }

    public Stream Open(int node, long octets) => new MemoryStream(Encoding.ASCII.GetBytes($"member {node}"));

    public void Dispose() => IsDisposed = true;
}
