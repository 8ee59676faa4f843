using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>A password as it is kept: PBKDF2 with HMAC-SHA-512 (RFC 8018), written <c>$pbkdf2-sha512$iterations$salt$hash</c>. Immutable.</summary>
internal sealed class PasswordHash
{
    /// <summary>OWASP's figure for PBKDF2-HMAC-SHA512 (2023).</summary>
    public const int DefaultIterations = 210_000;

    /// <summary>A file of somebody else must not keep a core busy for minutes.</summary>
    private const int MaxIterations = 10_000_000;

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltOctets = 16;
    private const int HashOctets = 32;

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) => (Iterations, _salt, _hash) = (iterations, salt, hash);

    public int Iterations { get; }

    public static PasswordHash Make(string password, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltOctets);
        return new PasswordHash(iterations, salt, Derive(password, salt, iterations));
    }

    /// <summary>Null for what is no such hash.</summary>
    public static PasswordHash? Parse(string text)
    {
        var fields = text.Split('$');
        if (fields.Length != 5 || fields[0].Length > 0 || fields[1] != Scheme
            || !int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MaxIterations)
            return null;
        return Octets(fields[3]) is { Length: >= 8 and <= 64 } salt && Octets(fields[4]) is { Length: HashOctets } hash ? new PasswordHash(iterations, salt, hash) : null;
    }

    /// <summary>Takes a tenth of a second, whatever the password.</summary>
    public bool Verify(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, _salt, Iterations), _hash);

    /// <summary>A fast fingerprint of a password for this hash, worth nothing without the key.</summary>
    public byte[] Fingerprint(string password, ReadOnlySpan<byte> key) => HMACSHA256.HashData(key, [.. _salt, .. Prepare(password)]);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"${Scheme}${Iterations}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_hash)}");

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Prepare(password), salt, iterations, HashAlgorithmName.SHA512, HashOctets);

    /// <summary>RFC 8265: the same letters typed on two keyboards are the same password.</summary>
    private static byte[] Prepare(string password) => Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormC));

    private static byte[]? Octets(string text)
    {
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var length) ? octets[..length] : null;
    }
}
