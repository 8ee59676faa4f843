using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gatepost.Extraction.Worker;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Extraction;

namespace Gatepost.Testing.Extraction;

/// <summary>Opens files with the worker's own readers, in this process; requests and answers go through the same form as over the pipe. The folders go when the members are given back.</summary>
public sealed class InProcessExtractor : IFileExtractor
{
    private readonly InProcessExtraction _extraction = new();

    public static ContentExtraction Content { get; } = new(new InProcessExtractor());

    public ValueTask<FrozenSet<string>?> TypesAsync(CancellationToken cancellationToken) => new(_extraction.Types.ToFrozenSet(StringComparer.Ordinal));

    public async ValueTask<FileExtraction> ExtractAsync(FileToExtract file, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("gatepost-extraction-").FullName;
        await using (var input = file.Open())
        await using (var target = File.Create(Path.Combine(folder, "in")))
            await input.CopyToAsync(target, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var answer = _extraction.Open(file.Request, folder, cancellationToken);
        var octets = JsonSerializer.SerializeToUtf8Bytes(answer, ExtractionJson.Compact.ExtractionAnswer);
        var read = ExtractionAnswerReader.Read(octets, file.Request) ?? throw new InvalidOperationException("A worker of ours gave an answer that the gateway does not take.");
        return new FileExtraction(ExtractionOutcome.Done, read, "", Stopwatch.GetElapsedTime(start), new Members(folder));
    }

    private sealed class Members(string folder) : IExtractedMembers
    {
        public Stream Open(int node, long octets)
        {
            var path = Path.Combine(folder, node.ToString(CultureInfo.InvariantCulture));
            return File.Exists(path) ? File.OpenRead(path) : Stream.Null;
        }

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
