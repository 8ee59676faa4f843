using System.Text;

namespace Gatepost.Gateway.Inspectors.TestStrings;

/// <summary>
/// The two strings that the world has agreed to treat as a virus and as spam. They stand here in pieces, so that no scanner takes this source or its assembly for what it looks for.
/// </summary>
internal static class TestSignatures
{
    /// <summary>The EICAR test file: 68 characters, after which only white space may follow, up to 128 in all.</summary>
    public static string Eicar { get; } = string.Concat("X5O!P%@AP[4\\PZX54(P^)", "7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*");

    /// <summary>The generic test for unsolicited bulk e-mail: one line of 68 characters.</summary>
    public static string Gtube { get; } = string.Concat("XJS*C4JDBQADN1.NSBN3*2ID", "NEN*GTUBE-STANDARD-", "ANTI-UBE-TEST-EMAIL", "*C.34X");

    /// <summary>Octets of the longest EICAR file.</summary>
    public const int EicarMaxOctets = 128;

    /// <summary>True when the octets are an EICAR file.</summary>
    public static bool IsEicarFile(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < Eicar.Length || octets.Length > EicarMaxOctets)
            return false;
        Span<byte> expected = stackalloc byte[EicarMaxOctets];
        var length = Encoding.ASCII.GetBytes(Eicar, expected);
        // White space by the definition: space, tab, line feed, carriage return, Ctrl-Z.
        return octets.StartsWith(expected[..length]) && octets[length..].IndexOfAnyExcept(" \t\n\r\u001a"u8) < 0;
    }
}
