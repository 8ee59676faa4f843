using Gatepost.Mail.Links;
using Gatepost.Mail.Text;
using Gatepost.Mail.Text.ContentLines;

namespace Gatepost.Fuzz.Targets;

/// <summary>Calendars and cards to texts and links.</summary>
internal sealed class CalendarTarget : IFuzzTarget
{
    private static readonly TextLimits Limits = new() { Links = 100, LinkCharacters = 300, ShownCharacters = 50 };

    public string Name => "calendars";

    public string Summary => "calendars and cards to their texts and links; bounded by what came";

    public IReadOnlyList<string> Words { get; } =
    [
        "\r\n", "\r\n ", "\n\t", ":", ";", "\"", "=\r\n", "=3D", "\\n", "\\,", "BEGIN:VEVENT", "URL:http://a.example/", "ATTACH;VALUE=BINARY:", "DESCRIPTION;ALTREP=\"http://a.example\":", "X-ALT-DESC;FMTTYPE=text/html:<a href=",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=", "utf-8", "koi8-r", "item1.URL:", "CONFERENCE;VALUE=URI;LABEL=",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = Charset.Decode(input, null);
        var links = new LinkCollection(Limits);
        var (shown, other) = new CalendarText(links, "1", Limits, "ics").Read(text, default);
        Expect.That(shown.Length + other.Length <= (3 * text.Length) + 16, $"{text.Length} characters became {shown.Length} and {other.Length}");
        LinkChecks.All(links.ToLinks(), Limits);
    }
}
