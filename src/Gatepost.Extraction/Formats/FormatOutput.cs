using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats;

/// <summary>What a reader says of the file it reads. Keeps the budget of the message: a reader asks it, and does no counting of its own but of what it holds in memory.</summary>
internal sealed class FormatOutput(ExtractionJob job, int node)
{
    private const int BlockOctets = 65_536;

    private int _members;
    private int _last;

    /// <summary>True once nothing more is taken of this message, or of this file: the reader returns.</summary>
    public bool IsOver => job.IsOver || _isFull;

    /// <summary>False when nobody wants texts and links: a reader that has no members to give may return at once.</summary>
    public bool WantsText => job.WantsText;

    /// <summary>
    /// False once two thirds of the processor time of the message are spent: a reader whose work cannot be bounded by octets begins nothing new, and says so. At the end of it the gateway ends
    /// the worker, and what was found is lost.
    /// </summary>
    public bool HasProcessorTime => job.ProcessorTimeSpent < job.Budget.CpuTime * 0.65;

    private bool _isFull;

    /// <summary>Bounds of the message, for readers that can tell beforehand that something is beyond them.</summary>
    public ExtractionBudget Budget => job.Budget;

    /// <summary>The file is of a more special type than its first octets told: a zip that is a document.</summary>
    public void Refine(string type) => job.Refine(node, type);

    /// <summary>Something of the file could not be read.</summary>
    public void Problem(PartProblemKind kind, string reason) => job.AddProblem(node, kind, reason);

    /// <summary>The file itself needs a password that is not known.</summary>
    public void Encrypted(string reason)
    {
        job.MarkEncrypted(node);
        job.AddProblem(node, PartProblemKind.Encrypted, reason);
    }

    /// <summary>A text of the file; cut where the budget of texts ends, which is reported.</summary>
    public void Text(string text, TextKind kind = TextKind.Visible) => job.AddText(node, kind, text);

    /// <summary>A link of the file, as it stands there with the carrier's own encodings undone.</summary>
    public void Link(string url, string carrier, string? shown = null) => job.AddLink(node, url, carrier, shown);

    /// <summary>A member that cannot be read: it is listed, with the reason.</summary>
    public void Unread(MemberEntry entry, PartProblemKind kind, string reason)
    {
        if (!TryCount())
            return;
        _last = job.AddNode(node, entry, null);
        job.AddProblem(_last, kind, reason);
    }

    /// <summary>Something is wrong with the member that was handed over last; nothing where that was not taken any more.</summary>
    public void MemberProblem(PartProblemKind kind, string reason)
    {
        if (_last > 0)
            job.AddProblem(_last, kind, reason);
    }

    /// <summary>
    /// A member: its octets are read to their end or to a limit, kept for being opened, and the member is listed. What the stream throws is a problem of the member, and the reader goes on
    /// with the next; false where it must stop, because the budget is used up.
    /// </summary>
    public bool Member(MemberEntry entry, Stream octets)
    {
        if (!TryCount())
            return false;
        using var target = job.OpenMember(node, entry);
        _last = job.Count;
        var block = ArrayPool<byte>.Shared.Rent(BlockOctets);
        try
        {
            while (octets.Read(block, 0, BlockOctets) is var read and > 0)
            {
                job.CancellationToken.ThrowIfCancellationRequested();
                if (!target.TryWrite(block.AsSpan(0, read)))
                    return !IsOver;
            }
            target.Complete();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Libraries throw what they like at damaged octets.
            target.Damaged(error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
        return !IsOver;
    }

    /// <summary>The same for octets that the reader holds already.</summary>
    public bool Member(MemberEntry entry, ReadOnlyMemory<byte> octets)
    {
        using var stream = new MemoryStream(octets.ToArray(), writable: false);
        return Member(entry, stream);
    }

    private bool TryCount()
    {
        _last = 0;
        if (IsOver)
            return false;
        if (++_members <= job.Budget.FilesPerContainer)
            return true;
        _isFull = true;
        job.AddProblem(node, PartProblemKind.LimitReached, string.Create(CultureInfo.InvariantCulture, $"more than {job.Budget.FilesPerContainer} files in one container"));
        return false;
    }
}
