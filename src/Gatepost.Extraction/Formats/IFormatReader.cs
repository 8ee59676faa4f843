using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats;

/// <summary>
/// Reads one format, or several that are alike, inside the jailed worker: states its members, texts, links and what could not be read. One instance serves one job after the other, on one thread.
/// It may throw whatever a damaged file makes it throw: the caller turns that into a problem of the file. It must stop when <see cref="FormatOutput.IsOver"/>, and be linear in what it reads.
/// </summary>
internal interface IFormatReader
{
    /// <summary>The names of the <see cref="Mail.FileTypes.FileType"/>s that it reads. Several readers of one type all run, in the order of <see cref="FormatReaders"/>.</summary>
    ImmutableArray<string> Types { get; }

    /// <summary>Reads.</summary>
    /// <param name="file">What is read; its stream may be read and moved at will.</param>
    /// <param name="output">Takes what was found, and keeps the budget.</param>
    /// <param name="cancellationToken">Fires at the end of the budget of time.</param>
    void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken);
}
