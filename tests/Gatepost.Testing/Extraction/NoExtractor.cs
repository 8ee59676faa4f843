using System.Collections.Frozen;
using Gatepost.Gateway.Extraction;

namespace Gatepost.Testing.Extraction;

/// <summary>Opens no type at all, for tests that are about other things.</summary>
public sealed class NoExtractor : IFileExtractor
{
    public static ContentExtraction Content { get; } = new(new NoExtractor());

    public ValueTask<FrozenSet<string>?> TypesAsync(CancellationToken cancellationToken) => new(FrozenSet<string>.Empty);

    public ValueTask<FileExtraction> ExtractAsync(FileToExtract file, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nothing that is not named by TypesAsync is asked for.");
}
