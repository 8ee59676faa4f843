using System.Security.Cryptography;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Extraction.Jobs;

/// <summary>Counts, hashes and tells the type of octets that stream by. One serves all members of a job, one after the other.</summary>
internal sealed class MemberMeter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ContentMarks _marks = new();

    /// <summary>Octets so far.</summary>
    public long Size => _marks.Length;

    public void Append(ReadOnlySpan<byte> octets)
    {
        _marks.Append(octets);
        _hash.AppendData(octets);
    }

    /// <summary>The type of what came, and its hash in lower-case hex; the meter is then ready for the next.</summary>
    public (FileType Type, string Sha256) Finish()
    {
        var type = _marks.Finish();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        return (type, Convert.ToHexStringLower(hash));
    }

    public void Dispose()
    {
        _marks.Dispose();
        _hash.Dispose();
    }
}
