using System.Globalization;
using Gatepost.Extraction.Formats;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Jobs;

/// <summary>Where the octets of one member go: counted against the budget, hashed, and kept for being opened.</summary>
internal sealed class MemberTarget(ExtractionJob job, int node, MemberEntry entry, MemberMeter meter) : IDisposable
{
    private readonly Stream _file = job.Folder.Create(node);
    private bool _isComplete;

    /// <summary>False, with the problem stated, where the member is too large or the message is over.</summary>
    public bool TryWrite(ReadOnlySpan<byte> octets)
    {
        meter.Append(octets);
        if (!job.TrySpend(node, octets.Length))
            return false;
        if (meter.Size > job.Budget.FileOctets)
            return Refuse(string.Create(CultureInfo.InvariantCulture, $"more than {job.Budget.FileOctets} octets unpacked from one file"));
        if (entry.PackedSize is { } packed && meter.Size > job.Budget.RatioFreeOctets && meter.Size / Math.Max(1, packed) > job.Budget.Ratio)
            return Refuse(string.Create(CultureInfo.InvariantCulture, $"unpacks to more than {job.Budget.Ratio} times its size"));
        _file.Write(octets);
        return true;
    }

    /// <summary>All octets came.</summary>
    public void Complete()
    {
        var size = meter.Size;
        if (entry.ClaimedSize is { } claimed && claimed != size)
            job.AddProblem(node, PartProblemKind.Unread, string.Create(CultureInfo.InvariantCulture, $"the directory says {claimed} octets, the member has {size}"));
        Keep(size);
    }

    /// <summary>The octets ended in an error: what came before it is opened all the same, as repairing programs do.</summary>
    public void Damaged(Exception error)
    {
        job.AddProblem(node, PartProblemKind.Unread, $"the packed octets are damaged ({VisibleText.OneLine(error.GetType().Name, 60)})");
        Keep(null);
    }

    public void Dispose()
    {
        if (!_isComplete)
            meter.Finish();
        _file.Dispose();
    }

    private void Keep(long? size)
    {
        var (type, hash) = meter.Finish();
        _isComplete = true;
        _file.Flush();
        job.Set(node, job[node] with { TrueType = type.Name, Size = size, Sha256 = size is null ? null : hash, IsStored = true });
    }

    private bool Refuse(string reason)
    {
        job.AddProblem(node, PartProblemKind.LimitReached, reason);
        return false;
    }
}
