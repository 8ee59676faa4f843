using System.Security.Cryptography;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Mail.Mime;

/// <summary>Counts and hashes octets that stream by, tells their type, and remembers the first four. One is used for all parts of a message, one after the other.</summary>
internal sealed class OctetMeter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private readonly ContentMarks _marks = new();
    private CarrierWatch? _carriers;
    private bool _isText;

    public long Size { get; private set; }

    /// <summary>The first four octets, big-endian, or 0 where there are fewer.</summary>
    public uint Head { get; private set; }

    /// <summary>The next content is a text, which may carry files.</summary>
    public void BeginText()
    {
        _isText = true;
        (_carriers ??= new CarrierWatch()).Begin();
    }

    /// <summary>True when the content that was finished last is a text that carries something which a worker opens.</summary>
    public bool HoldsFiles { get; private set; }

    public void Append(ReadOnlySpan<byte> octets)
    {
        for (var index = 0; Size + index < 4 && index < octets.Length; index++)
            Head = (Head << 8) | octets[index];
        Size += octets.Length;
        _hash.AppendData(octets);
        _marks.Append(octets);
        if (_isText)
            _carriers!.Append(octets);
    }

    /// <summary>The hash in lower-case hex; the meter is then ready for the next part.</summary>
    public string Finish(out long size, out uint head, out FileType type)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        (size, head) = (Size, Size < 4 ? 0 : Head);
        (Size, Head) = (0, 0);
        type = _marks.Finish();
        HoldsFiles = _isText && _carriers!.End();
        _isText = false;
        return Convert.ToHexStringLower(hash);
    }

    public void Dispose()
    {
        _marks.Dispose();
        _hash.Dispose();
    }
}
