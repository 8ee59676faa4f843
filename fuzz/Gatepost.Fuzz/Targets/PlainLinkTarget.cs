using System.Text;
using Gatepost.Mail.Links;
using Gatepost.Mail.Text;

namespace Gatepost.Fuzz.Targets;

/// <summary>Links in plain text, and the host that a browser would go to.</summary>
internal sealed class PlainLinkTarget : IFuzzTarget
{
    private static readonly TextLimits Limits = new() { Links = 100, LinkCharacters = 300 };

    public string Name => "plain-links";

    public string Summary => "links in plain text and their hosts; each stands in the text, each host in one form";

    public IReadOnlyList<string> Words { get; } =
    [
        "http://", "https://", "HTTP://", "ftp://", "www.", "mailto:", "hxxp://", "a.example", "@", ":", "/", "\\", "?", "#", "%2e", "%00", "%", "[::1]", "[", "]", "(", ")", "0x7f.1", "2130706433", "0177.0.0.1", "4294967296", "xn--", "xn--a",
        "\u00c3\u00bc", "\u00e3\u0080\u0082", "\u00ef\u00bc\u008e", "\u00e2\u0080\u008b", "\u00f0\u009f\u0098\u0080", ".", " ", "\n", "\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        var found = new LinkCollection(Limits);
        PlainTextLinks.Read(text, found, "1", default);
        var links = found.ToLinks();
        LinkChecks.All(links, Limits);
        foreach (var link in links)
        {
            Expect.That(text.Contains(link.Url, StringComparison.Ordinal), $"{link.Url} does not stand in the text");
            // Compatibility forms of slashes and the like make hosts that no browser goes to.
            if (link.Host is { } host && host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ':'))
                Expect.Equal(host, LinkHost.Of($"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}/") ?? "none", $"the host of {link.Url} has another host");
        }
        foreach (var line in text.Split('\n'))
            LinkHost.Of(line);
    }
}
