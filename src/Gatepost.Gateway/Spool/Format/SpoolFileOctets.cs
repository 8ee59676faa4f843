using System.Buffers;
using System.Security.Cryptography;

namespace Gatepost.Gateway.Spool.Format;

/// <summary>Reading of a file by positions.</summary>
internal static class SpoolFileOctets
{
    /// <summary>One read of the check of a large content.</summary>
    private const int CheckOctets = 131_072;

    /// <summary>Reads until the buffer is full or the file ends; returns how much was read.</summary>
    public static int ReadFully(ISpoolFile file, Span<byte> octets, long position)
    {
        var total = 0;
        while (total < octets.Length)
        {
            var read = file.Read(octets[total..], position + total);
            if (read == 0)
                break;
            total += read;
        }
        return total;
    }

    /// <summary>True when the content has its length and hashes to what its commit record says.</summary>
    public static bool ContentMatches(ISpoolFile file, long length, ReadOnlySpan<byte> sha256)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = ArrayPool<byte>.Shared.Rent(CheckOctets);
        try
        {
            for (long done = 0; done < length;)
            {
                var read = file.Read(chunk.AsSpan(0, (int)Math.Min(chunk.Length, length - done)), SpoolHeader.Octets + done);
                if (read == 0)
                    return false;
                hash.AppendData(chunk, 0, read);
                done += read;
            }
            return hash.GetHashAndReset().AsSpan().SequenceEqual(sha256);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
