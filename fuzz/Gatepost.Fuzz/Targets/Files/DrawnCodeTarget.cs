namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Codes that a page draws. A paragraph in front changes none of them.</summary>
internal sealed class DrawnCodeTarget : IFuzzTarget
{
    public string Name => "drawn-codes";

    public string Summary => "codes drawn with letters, cells or shapes; bounded, and the same behind a paragraph";

    public IReadOnlyList<string> Words { get; } =
    [
        "<table>", "</table>", "<tr>", "</tr>", "<td bgcolor=#000>", "<td style=\"background:#fff;width:4px\">", "</td>", "colspan=\"7\"", "rowspan=99999999", "width=\"-1\"", "<pre>", "</pre>", "<br>", "\u00e2\u0096\u0088", "\u00e2\u0096\u0080", "\u00e2\u0096\u0084", "&#9608;", "&nbsp;", "##", "  ", "\n",
        "<svg viewBox=\"0 0 21 21\">", "<rect x=\"0\" y=\"0\" width=\"1\" height=\"1\"/>", "<path d=\"M0 0h7v1h-7z\"/>", "1e30", "-1", "NaN", "<img src=\"data:image/png;base64,", "<div style=\"", "<img width=1 height=1 src=", "colspan=2147483647",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var page = ExtractionChecks.Open([.. "<html><body>"u8, .. input], "a.html");
        var behind = ExtractionChecks.Open([.. "<html><body><p>Dear reader,</p><hr>"u8, .. input], "a.html");
        Expect.Equal(Codes(page), Codes(behind), "a paragraph in front changes what is drawn");
        ExtractionChecks.Open([.. "<svg xmlns=\"http://www.w3.org/2000/svg\">"u8, .. input], "a.svg");
    }

    private static string Codes(Mail.Extraction.ExtractionAnswer answer) =>
        string.Join('\n', answer.Links.Where(link => link.Node == 0).Select(link => link.Url).Distinct().Order(StringComparer.Ordinal));
}
