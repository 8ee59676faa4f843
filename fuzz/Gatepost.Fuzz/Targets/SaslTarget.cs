using System.Text;
using Gatepost.Mail.Smtp.Server.Authentication;

namespace Gatepost.Fuzz.Targets;

/// <summary>Responses within AUTH, one a line. What was taken is a name and a password within their bounds, and what our own encoder makes of it is read as the same.</summary>
internal sealed class SaslTarget : IFuzzTarget
{
    public string Name => "sasl-responses";

    public string Summary => "base64 of PLAIN and LOGIN; names and passwords within bounds, the same when said again";

    public IReadOnlyList<string> Words { get; } = ["AHByaW50ZXIAc2VjcmV0", "cHJpbnRlcg==", "=", "AA==", "AAAA", "////", "\n", " ", "*"];

    public void Run(ReadOnlySpan<byte> input)
    {
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            if (SaslText.Decode(line) is not { } message)
                continue;
            if (SaslText.ReadPlain(message) is { } attempt)
                Check(attempt);
            if (SaslText.Make("LOGIN", message, "secret") is { } login)
                Check(login);
        }
    }

    private static void Check(AuthenticationAttempt attempt)
    {
        foreach (var text in new[] { attempt.Account, attempt.Password })
            Expect.That(Encoding.UTF8.GetByteCount(text) is > 0 and <= SaslText.MaxOctets && !text.Contains('\0', StringComparison.Ordinal), "a name or a password out of bounds");
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{attempt.Account}\0{attempt.Password}"));
        var again = SaslText.Decode(encoded) is { } message ? SaslText.ReadPlain(message) : null;
        Expect.Equal($"{attempt.Account} {attempt.Password}", $"{again?.Account} {again?.Password}", "said again");
    }
}
