using System.Security.Cryptography;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Mail.Mime;

/// <summary>Counts and hashes octets that stream by, tells their type, and looks for what a text carries. One is used for all parts of a message, one after the other.</summary>
internal sealed class OctetMeter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private readonly ContentMarks _marks = new();
    private CarrierWatch? _carriers;
    private bool _isText;

    public long Size { get; private set; }

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
        Size += octets.Length;
        _hash.AppendData(octets);
        _marks.Append(octets);
        if (_isText)
            _carriers!.Append(octets);
    }

    /// <summary>The hash in lower-case hex; the meter is then ready for the next part.</summary>
    public string Finish(out long size, out FileType type)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        size = Size;
        Size = 0;
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
