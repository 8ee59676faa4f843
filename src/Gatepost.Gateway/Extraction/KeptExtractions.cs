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
    private readonly Dictionary<Question, LinkedListNode<Kept>> _byQuestion = [];
    private readonly LinkedList<Kept> _newestFirst = new();
    private long _octets;

    /// <inheritdoc/>
    public ValueTask<FrozenSet<string>?> TypesAsync(CancellationToken cancellationToken) => inner.TypesAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FileExtraction> ExtractAsync(FileToExtract file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var key = Question.Of(file);
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

    private FileExtraction? Find(Question key, ExtractionBudget budget)
    {
        lock (_lock)
        {
            if (!_byQuestion.TryGetValue(key, out var node))
                return null;
            var answer = node.Value.Extraction.Answer!;
            if (time.GetElapsedTime(node.Value.Since) > limits.KeptFor)
            {
                Remove(node);
                return null;
            }
            // With less left than it took, this message's own opening would have ended earlier.
            return answer.Unpacked > budget.AllOctets || answer.Nodes.Length > budget.Files || answer.Links.Length > budget.Links
                || answer.Texts.Sum(text => 3L * text.Text.Length) > budget.TextOctets ? null : node.Value.Lend();
        }
    }

    private FileExtraction Keep(Question key, FileExtraction extraction)
    {
        var octets = OctetsOf(extraction.Answer!);
        if (octets > limits.KeptOctets)
            return extraction;
        lock (_lock)
        {
            if (_byQuestion.ContainsKey(key))
                return extraction;
            var kept = new Kept(key, extraction, octets, time.GetTimestamp());
            _byQuestion[key] = _newestFirst.AddFirst(kept);
            _octets += octets;
            while (_octets > limits.KeptOctets || _byQuestion.Count > limits.KeptAnswers)
                Remove(_newestFirst.Last!);
            return kept.Lend();
        }
    }

    private void Remove(LinkedListNode<Kept> node)
    {
        _newestFirst.Remove(node);
        _byQuestion.Remove(node.Value.Key);
        _octets -= node.Value.Octets;
        node.Value.Release();
    }

    private static long OctetsOf(ExtractionAnswer answer) =>
        answer.Unpacked + answer.Texts.Sum(text => 2L * text.Text.Length) + (answer.Nodes.Length * 512L) + (answer.Links.Length * 256L);

    /// <summary>
    /// All that an answer depends on beside the octets. The names are among it: what claims to be an archive is opened as what it claims, and the name of what a packed file holds may come from its
    /// own; a harmless name that was sent first must not stand for another. So are the bounds of one file, which a new policy may change.
    /// </summary>
    private sealed record Question(string Sha256, string? Name, string? DeclaredType, bool WantsText, ExtractionBudget Bounds)
    {
        public static Question Of(FileToExtract file)
        {
            var request = file.Request;
            // What is left for the message is compared with what the answer took.
            var bounds = request.Budget with { Files = 0, AllOctets = 0, TextOctets = 0, Links = 0, Time = TimeSpan.Zero, CpuTime = TimeSpan.Zero };
            return new Question(file.Sha256, request.Name, request.DeclaredType, request.WantsText, bounds);
        }
    }

    /// <summary>An answer, and its members, which are removed when the last who reads them and the memory itself are done.</summary>
    private sealed class Kept(Question key, FileExtraction extraction, long octets, long since)
    {
        private int _holders = 1;

        public Question Key => key;

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

        public Stream Open(int node, long octets) => kept.Extraction.Members!.Open(node, octets);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                kept.Release();
        }
    }
}
