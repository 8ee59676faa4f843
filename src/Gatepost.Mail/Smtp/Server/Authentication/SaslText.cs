using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Gatepost.Mail.Smtp.Server.Authentication;

/// <summary>What clients send within AUTH: base64 (RFC 4954 section 4) of UTF-8.</summary>
internal static class SaslText
{
    /// <summary>Octets of a name or a password; RFC 4616 section 2 allows 255 characters to each, and nobody has more.</summary>
    internal const int MaxOctets = 255;

    /// <summary>A name, a password, and two NULs at most.</summary>
    private const int MaxMessageOctets = (3 * MaxOctets) + 2;

    /// <summary>Decodes a response; <c>=</c> is an empty one (RFC 4954 section 4). Null for anything that is no base64, too long, or no UTF-8.</summary>
    internal static string? Decode(string response)
    {
        if (response == "=")
            return "";
        if (response.AsSpan().ContainsAny(" \t") || response.Length > (MaxMessageOctets + 2) / 3 * 4)
            return null;
        Span<byte> octets = stackalloc byte[MaxMessageOctets + 2];
        if (!Ascii.IsValid(response) || Base64.DecodeFromUtf8(Encoding.ASCII.GetBytes(response), octets, out _, out var length) != OperationStatus.Done)
            return null;
        return Utf8.IsValid(octets[..length]) ? Encoding.UTF8.GetString(octets[..length]) : null;
    }

    /// <summary>RFC 4616: authorisation identity, NUL, name, NUL, password. Nobody may act for somebody else.</summary>
    internal static AuthenticationAttempt? ReadPlain(string message)
    {
        var fields = message.Split('\0');
        if (fields.Length != 3 || (fields[0].Length > 0 && fields[0] != fields[1]))
            return null;
        return Make("PLAIN", fields[1], fields[2]);
    }

    /// <summary>Null for what can be no name or no password.</summary>
    internal static AuthenticationAttempt? Make(string mechanism, string account, string password) =>
        IsFit(account) && IsFit(password) ? new AuthenticationAttempt(mechanism, account, password) : null;

    /// <summary>U+FFFE is no character (Unicode 23.7), and what compares texts throws at it.</summary>
    private static bool IsFit(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaxOctets && text.AsSpan().IndexOfAny('\0', '\ufffe') < 0;
}
