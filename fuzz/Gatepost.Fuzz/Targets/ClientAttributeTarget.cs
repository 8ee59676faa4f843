using System.Text;
using Gatepost.Mail.Smtp.Server.Attributes;

namespace Gatepost.Fuzz.Targets;

/// <summary>The arguments of XCLIENT and XFORWARD, one a line. What was taken holds no control character and no form that readers understand differently, and a refusal says why.</summary>
internal sealed class ClientAttributeTarget : IFuzzTarget
{
    public string Name => "client-attributes";

    public string Summary => "arguments of XCLIENT and XFORWARD; clean values, plain addresses, and the last word counts";

    public IReadOnlyList<string> Words { get; } =
    [
        "NAME=", "ADDR=", "PORT=", "PROTO=", "HELO=", "LOGIN=", "DESTADDR=", "DESTPORT=", "IDENT=", "SOURCE=", "[UNAVAILABLE]", "[TEMPUNAVAIL]", "IPV6:", "::1", "192.0.2.1", "ESMTP", "LOCAL", "+20", "+0D", " ", "\n",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            Check(line, AttributeSyntax.Xclient);
            Check(line, AttributeSyntax.Xforward);
        }
    }

    private static void Check(string line, string names)
    {
        var parsed = AttributeSyntax.Parse(line, names, new ClientAttributes());
        Expect.That(parsed.Value is null != parsed.Refusal is null, "neither taken nor refused");
        if (parsed.Value is not { } read)
        {
            Expect.That(parsed.Refusal!.Code == 501, $"refused by {parsed.Refusal}");
            return;
        }
        foreach (var text in new[] { read.Name, read.Helo, read.Login, read.Identity })
            Expect.That(text is null || (text.Length is > 0 and <= 255 && text.All(c => c is >= ' ' and <= '~')), $"an attribute that is not clean: {text}");
        foreach (var address in new[] { read.Address, read.DestinationAddress })
            Expect.That(address is null || (!address.IsIPv4MappedToIPv6 && !address.ToString().Contains('%', StringComparison.Ordinal)), $"an address that networks do not know: {address}");
        Expect.That(read.Port is null or (>= 0 and <= 65_535), $"a port that does not exist: {read.Port}");
        var again = AttributeSyntax.Parse(line, names, read);
        Expect.Equal(read.ToString(), again.Value?.ToString() ?? "refused", "said twice");
    }
}
