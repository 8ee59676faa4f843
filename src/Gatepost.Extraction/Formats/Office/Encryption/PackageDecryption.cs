using Gatepost.Extraction.Formats.Office.Compound;

namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>
/// Documents of Office that are encrypted as a whole: a package in a compound file ([MS-OFFCRYPTO] 2.3.4). The password that Office tries without asking, and those that the message names, are
/// tried; the package that comes out is a member.
/// </summary>
internal static class PackageDecryption
{
    private const int HeaderOctets = 65_536;

    // Office writes 100,000 rounds, a tenth of a second of a core a password; the whole of it stays within what a message may cost.
    private const int AllRounds = 3_000_000;

    /// <summary>True where the file is such a document, and nothing else is to be read of it.</summary>
    public static bool Read(CompoundFile file, CompoundEntry root, OpenedFile opened, FormatOutput output, CancellationToken cancellationToken)
    {
        if (file.FindStream(root, "EncryptedPackage") is not { } package)
            return false;
        using var cipher = file.FindStream(root, "EncryptionInfo") is { } entry ? Open(file, entry, opened, cancellationToken) : null;
        if (cipher is null)
        {
            output.Encrypted("a document of Office that is encrypted, and no password that was tried opens it");
            return true;
        }
        using var stream = file.OpenStream(package);
        var size = ((ReadOnlySpan<byte>)stream.ReadUpTo(sizeof(ulong))).UInt64At(0);
        using var clear = new DecryptedStream(stream, cipher, (long)Math.Min(size, (ulong)stream.Length));
        output.Member(new MemberEntry { Name = opened.Name, IsEncrypted = true }, clear);
        return true;
    }

    private static PackageCipher? Open(CompoundFile file, CompoundEntry entry, OpenedFile opened, CancellationToken cancellationToken)
    {
        using var stream = file.OpenStream(entry);
        var header = stream.ReadUpTo(HeaderOctets);
        int minor = ((ReadOnlySpan<byte>)header).UInt16At(2);
        var agile = minor == 4 && header.Length > 8 ? AgileParameters.Read(new MemoryStream(header, 8, header.Length - 8)) : null;
        if (minor != 2 && agile is null)
            return null;
        var left = AllRounds;
        foreach (var password in opened.Passwords.Prepend(Rc4Key.DefaultPassword))
        {
            cancellationToken.ThrowIfCancellationRequested();
            left -= agile?.Rounds ?? StandardCipher.Rounds;
            if (left < 0)
                return null;
            if ((agile is not null ? (PackageCipher?)AgileCipher.Try(agile, password) : StandardCipher.Try(header, password)) is { } cipher)
                return cipher;
        }
        return null;
    }
}
