using System.Collections.Frozen;
using Gatepost.Mail.Extraction;

namespace Gatepost.Gateway.Extraction;

/// <summary>Opens files of formats that are risky to read: in a jailed process, or (tests) in this one. Thread-safe.</summary>
public interface IFileExtractor
{
    /// <summary>The names of the true types that it opens; null where no worker could be had that would say so.</summary>
    ValueTask<FrozenSet<string>?> TypesAsync(CancellationToken cancellationToken);

    /// <summary>Opens one file. What goes wrong is in the outcome; throws only when the token is cancelled, or when the file's own octets cannot be read.</summary>
    /// <param name="file">What to open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<FileExtraction> ExtractAsync(FileToExtract file, CancellationToken cancellationToken);
}

/// <summary>One file to open.</summary>
/// <param name="Open">Its octets, from the start; called once, the stream is disposed.</param>
/// <param name="Sha256">Their hash in lower-case hex: the same octets are opened once.</param>
/// <param name="Request">What the worker is told; its job number is the extractor's to set.</param>
public sealed record FileToExtract(Func<Stream> Open, string Sha256, ExtractionRequest Request);

/// <summary>What became of opening a file.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Answer">What was seen; null unless <see cref="ExtractionOutcome.Done"/>.</param>
/// <param name="Reason">In words, where it did not end well.</param>
/// <param name="Elapsed">How long the work itself took; waiting for a free worker is not in it.</param>
/// <param name="Members">Where the members' octets lie; the caller disposes it when nobody reads them any more. Null unless done.</param>
public sealed record FileExtraction(ExtractionOutcome Outcome, ExtractionAnswer? Answer, string Reason, TimeSpan Elapsed, IExtractedMembers? Members);

/// <summary>How opening a file ended.</summary>
public enum ExtractionOutcome
{
    /// <summary>There is an answer.</summary>
    Done = 0,

    /// <summary>The worker died over it, hung, used more than it may, or gave no answer that can be read: a fact about this file.</summary>
    Failed,

    /// <summary>It used up its time, and was ended.</summary>
    TimedOut,

    /// <summary>No worker could be had: a fact about this machine.</summary>
    Unavailable,
}

/// <summary>The octets of a file's members, while they are kept.</summary>
public interface IExtractedMembers : IDisposable
{
    /// <summary>Octets of a node, by its number. Throws <see cref="IOException"/> where they are not (any more) just so many as the worker said: nothing found in nothing would be no finding.</summary>
    Stream Open(int node, long octets);
}
