using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Fuzz.Targets;

/// <summary>Values of header fields: encoded words (RFC 2047), parameters in pieces (RFC 2231), undeclared charsets, and the file names that come of them.</summary>
internal sealed class HeaderValueTarget : IFuzzTarget
{
    private const int NameCharacters = 100;

    public string Name => "header-values";

    public string Summary => "encoded words, parameters in pieces, file names; text no longer than its octets allow";

    public IReadOnlyList<string> Words { get; } =
    [
        "=?utf-8?B?", "=?utf-8?q?", "=?iso-2022-jp?B?", "=?gb18030?Q?", "=?utf-7?Q?", "=?utf-8*de?Q?", "?=", "=?", "=C3=BC", "=", "_", "w7w=", "filename=", "filename*=", "filename*0*=", "filename*1=", "name=", "utf-8''", "%C3%BC", "%",
        "\"", "\\", ";", "\r\n ", "\u001b$B", "\u001b(J", "\u00ff\u00fe", "\u00c3\u00bc", "\u0083\u0065", " ", "\t",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = HeaderText.Decode(input);
        Expect.That(text.Length <= (2 * input.Length) + 2, $"{input.Length} octets became {text.Length} characters");
        Expect.That(!HeaderText.Unfolded(input).AsSpan().ContainsAny('\r', '\n'), "the value is not unfolded");
        foreach (var parameter in (ReadOnlySpan<string>)["filename", "name", "charset"])
        {
            var values = LenientParameters.FindAll(input, parameter).Sum(value => (long)value.Text.Length);
            Expect.That(values <= 2L * input.Length, $"{input.Length} octets became parameters of {values} characters");
            foreach (var name in LenientParameters.FindNames(input, parameter))
                CheckName(name);
        }
        CheckName(text);
    }

    private static void CheckName(string name)
    {
        if (FileName.Clean(name, NameCharacters) is not { } clean)
            return;
        Expect.That(clean.Length is > 0 and <= NameCharacters + 2, $"a file name of {clean.Length} characters");
        Expect.That(!clean.EnumerateRunes().Any(rune => rune.Value is >= 0xd800 and <= 0xdfff), "half a character in a file name");
    }
}
