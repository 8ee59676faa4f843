using System.Collections.Immutable;
using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;

namespace Gatepost.Extraction.Worker;

/// <summary>Opens files in the calling process, without a cage: for tests and measurements of what is around it. A gateway never does that.</summary>
public sealed class InProcessExtraction
{
    private readonly FormatReaders _readers = FormatReaders.All();

    /// <summary>The names of the types that are opened.</summary>
    public ImmutableArray<string> Types => [.. _readers.Types];

    /// <summary>Opens the file that lies as <c>in</c> in a folder, into which members are written. Throws only <see cref="IOException"/>.</summary>
    public ExtractionAnswer Open(ExtractionRequest request, string folder, CancellationToken cancellationToken) =>
        new FileOpener(_readers).Open(request, new JobFolder(folder), cancellationToken);
}
