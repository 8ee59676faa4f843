using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>Tries the passwords of one file, the one that was right last first.</summary>
internal sealed class ZipPasswords(ImmutableArray<string> passwords, ZipLimits limits)
{
    private readonly List<string> _passwords = [.. passwords.Distinct(StringComparer.Ordinal)];
    private int _tries;

    /// <summary>True where there are more passwords than may be tried.</summary>
    public bool IsOver => _tries >= limits.PasswordTries;

    /// <summary>The decrypted octets of a member, or null where no password fits.</summary>
    /// <param name="open">Makes a new stream on the encrypted octets.</param>
    /// <param name="entry">The member.</param>
    /// <param name="cancellationToken">Fires at the end of the time.</param>
    public Stream? Open(Func<Stream> open, ZipEntry entry, CancellationToken cancellationToken)
    {
        for (var at = 0; at < _passwords.Count && !IsOver; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _tries++;
            if (Open(open, entry, _passwords[at]) is not { } stream)
                continue;
            // AES is verified by its code, ZipCrypto by nothing but the member itself.
            if (entry.Aes is null && !Unpacks(stream, entry))
                continue;
            (_passwords[0], _passwords[at]) = (_passwords[at], _passwords[0]);
            // A right password does not count: an archive of 1,000 members with one password is an honest one.
            _tries--;
            return Open(open, entry, _passwords[0]);
        }
        return null;
    }

    private static Stream? Open(Func<Stream> open, ZipEntry entry, string password) => entry.Aes is { } aes
        ? ZipAes.Open(open(), aes, password)
        : ZipCrypto.Open(open(), entry, password);

    private bool Unpacks(Stream decrypted, ZipEntry entry)
    {
        if (!ZipMethods.IsRead(entry.Method))
            return true;
        try
        {
            using var unpacked = new ChecksumStream(ZipMethods.Open(decrypted, entry));
            var block = new byte[65_536];
            var left = limits.TrialOctets;
            while (left > 0 && unpacked.Read(block) is var read and > 0)
                left -= read;
            return !unpacked.IsAtEnd || entry.Checksum is not { } checksum || unpacked.Value == checksum;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // What a wrong key makes of the octets, unpackers refuse as they like.
            return false;
        }
    }
}
