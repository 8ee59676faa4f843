namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>Bounds of reading one zip, besides those of the message.</summary>
internal sealed record ZipLimits
{
    /// <summary>Lines of the directory: members end at the message's budget, but folders are lines too. Each costs some 200 octets of memory.</summary>
    public int Entries { get; init; } = 20_000;

    /// <summary>Octets of all names. A name may have 65,535: 20,000 of these would fill the worker's memory.</summary>
    public int NameOctets { get; init; } = 4_194_304;

    /// <summary>Archives one after the other in one file. Two are an attack on programs that differ; more are read by none.</summary>
    public int Archives { get; init; } = 8;

    /// <summary>Passwords that are tried on one file: each costs about a millisecond with AES (1,000 rounds of PBKDF2 for four blocks).</summary>
    public int PasswordTries { get; init; } = 500;

    /// <summary>Octets that are unpacked to see whether a password is right, at once: one of 256 wrong ones passes the check octet of ZipCrypto.</summary>
    public int TrialOctets { get; init; } = 16_777_216;
}
