using System.Collections.Frozen;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Extraction;

/// <summary>
/// Remembers for a while what files held, so that the same octets are opened once: a mailing brings one file a thousand times. Facts are remembered, never verdicts. Answers that depended on a
/// password, or on how much was left of a budget, are not. Thread-safe.
/// </summary>
public sealed class KeptExtractions(IFileExtractor inner, ExtractorLimits limits, TimeProvider time, ExtractionMetrics? metrics = null) : IFileExtractor, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Sha256, bool WantsText), LinkedListNode<Kept>> _byHash = [];
    private readonly LinkedList<Kept> _newestFirst = new();
    private long _octets;

    /// <inheritdoc/>
    public ValueTask<FrozenSet<string>?> TypesAsync(CancellationToken cancellationToken) => inner.TypesAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FileExtraction> ExtractAsync(FileToExtract file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var key = (file.Sha256, file.Request.WantsText);
        if (file.Request.Passwords.IsEmpty && Find(key, file.Request.Budget) is { } known)
        {
            metrics?.Known();
            return known;
        }
        var extraction = await inner.ExtractAsync(file, cancellationToken).ConfigureAwait(false);
        return extraction is { Outcome: ExtractionOutcome.Done, Answer: { } answer } && IsLasting(file.Request, answer) ? Keep(key, extraction) : extraction;
    }

    /// <summary>Forgets all.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_newestFirst.Last is { } last)
                Remove(last);
        }
    }

    private static bool IsLasting(ExtractionRequest request, ExtractionAnswer answer) =>
        request.Passwords.IsEmpty && !answer.IsOver
        && !answer.Problems.Any(problem => problem.Kind is PartProblemKind.Encrypted or PartProblemKind.LimitReached);

    private FileExtraction? Find((string, bool) key, ExtractionBudget budget)
    {
        lock (_lock)
        {
            if (!_byHash.TryGetValue(key, out var node))
                return null;
            var answer = node.Value.Extraction.Answer!;
            if (time.GetElapsedTime(node.Value.Since) > limits.KeptFor)
            {
                Remove(node);
                return null;
            }
            // With less left than it took, this message's own opening would have ended earlier.
            return answer.Unpacked > budget.AllOctets || answer.Nodes.Length > budget.Files ? null : node.Value.Lend();
        }
    }

    private FileExtraction Keep((string, bool) key, FileExtraction extraction)
    {
        var octets = OctetsOf(extraction.Answer!);
        if (octets > limits.KeptOctets)
            return extraction;
        lock (_lock)
        {
            if (_byHash.ContainsKey(key))
                return extraction;
            var kept = new Kept(key, extraction, octets, time.GetTimestamp());
            _byHash[key] = _newestFirst.AddFirst(kept);
            _octets += octets;
            while (_octets > limits.KeptOctets || _byHash.Count > limits.KeptAnswers)
                Remove(_newestFirst.Last!);
            return kept.Lend();
        }
    }

    private void Remove(LinkedListNode<Kept> node)
    {
        _newestFirst.Remove(node);
        _byHash.Remove(node.Value.Key);
        _octets -= node.Value.Octets;
        node.Value.Release();
    }

    private static long OctetsOf(ExtractionAnswer answer) =>
        answer.Unpacked + answer.Texts.Sum(text => 2L * text.Text.Length) + (answer.Nodes.Length * 512L) + (answer.Links.Length * 256L);

    /// <summary>An answer, and its members, which are removed when the last who reads them and the memory itself are done.</summary>
    private sealed class Kept((string, bool) key, FileExtraction extraction, long octets, long since)
    {
        private int _holders = 1;

        public (string, bool) Key => key;

        public FileExtraction Extraction => extraction;

        public long Octets => octets;

        public long Since => since;

        /// <summary>Called while the lock is held, so that the last holder is not leaving at the same time.</summary>
        public FileExtraction Lend()
        {
            Interlocked.Increment(ref _holders);
            return extraction with { Members = new Lent(this) };
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref _holders) == 0)
                extraction.Members?.Dispose();
        }
    }

    private sealed class Lent(Kept kept) : IExtractedMembers
    {
        private int _isDisposed;

        public Stream Open(int node, long octets) => kept.Extraction.Members?.Open(node, octets) ?? Stream.Null;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                kept.Release();
        }
    }
}
