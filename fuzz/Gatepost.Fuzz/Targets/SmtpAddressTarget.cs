using System.Text;
using Gatepost.Mail.Addresses;

namespace Gatepost.Fuzz.Targets;

/// <summary>Addresses and paths, one a line.</summary>
internal sealed class SmtpAddressTarget : IFuzzTarget
{
    public string Name => "smtp-addresses";

    public string Summary => "addresses and paths; what was read is written and read again as the same address";

    public IReadOnlyList<string> Words { get; } =
    [
        "<", ">", "<>", "<Postmaster>", "@", "\"", "\\\"", "\\", ".", "..", "-", "_", "a@b.example", "@x.example:", ",", "[192.0.2.1]", "[IPv6:", "::", "]", "xn--mnchen-3ya.example", "\u00c3\u00bc", "\u00e3\u0080\u0082",
        "\u00e2\u0080\u00ae", "\u00ef\u00bb\u00bf", "\0", " ", "\t", "\n", "%", "!", "+", "\u00f0\u009f\u0098\u0080",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            if (SmtpAddressParser.TryParse(line, out var address))
                Check(address);
            var path = SmtpAddressParser.ParsePath(line);
            Expect.That(path.Problem is null ? path.Length >= 2 && path.Length <= line.Length && line[path.Length - 1] == '>' : path.Address is null, $"a path of {path.Length} characters: {line}");
            if (path.Address is { Domain.Length: > 0 } mailbox)
                Check(mailbox);
        }
    }

    private static void Check(EmailAddress address)
    {
        var wire = address.ToString();
        Expect.That(!wire.Any(SmtpDomain.IsUnsafe), $"a character that belongs into no address: {wire}");
        if (Encoding.UTF8.GetByteCount(wire) <= SmtpAddressParser.MaxPathOctets - 2)
        {
            Expect.That(SmtpAddressParser.TryParse(wire, out var again) && again.LocalPart == address.LocalPart && again.Domain == address.Domain, $"{wire} is read as {again}");
            Expect.That(SmtpAddressParser.ParsePath($"<{wire}> X").Address is { } inPath && inPath.Equals(address), $"{wire} is another address in brackets");
        }
        var ascii = DomainName.ToAscii(address.Domain);
        Expect.Equal(ascii, DomainName.ToAscii(ascii), "the compared form of a domain has another compared form");
        Expect.That(address.Domain[0] == '[' || SmtpDomain.IsDomain(ascii), $"the A-labels {ascii} are no domain");
    }
}
