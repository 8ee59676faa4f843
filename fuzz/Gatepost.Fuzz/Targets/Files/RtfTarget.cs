namespace Gatepost.Fuzz.Targets.Files;

/// <summary>RTF. Text is no longer than its source, and an object in it is a member with its very octets.</summary>
internal sealed class RtfTarget : IFuzzTarget
{
    public string Name => "rtf";

    public string Summary => "RTF to text, links and objects; bounded by the source, and a picture that is put in comes out";

    public IReadOnlyList<string> Words { get; } =
    [
        "{\\rtf1", "{\\rt", "{", "}", "\\", "{\\*\\objdata ", "{\\object\\objemb", "\\objupdate", "{\\pict\\pngblip ", "\\bin5 ", "\\bin99999999 ", "\\bin-1 ", "\\'41", "\\'", "\\u8364?", "\\u-1 ", "\\uc0", "\\uc9", "{\\field{\\*\\fldinst HYPERLINK \"http://a.example\"}{\\fldrslt x}}",
        "{\\fonttbl{\\f0\\fcharset204 A;}}", "\\f0", "\\ansicpg932", "\\v ", "\\v0", "{\\*\\htmltag64 <p>}", "\\fromhtml1", "\\htmlrtf", "\\par ", "\r\n", "0105000002000000", "d0cf11e0a1b11ae1", "{\\*\\template http://a.example/x}", "\\~", "\\-", "\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var answer = ExtractionChecks.Open(input, "a.rtf");
        // Two octets of a code page are a letter; an octet of \'xx may be shown as one in the text and once more as the words of a link.
        Expect.That(answer.Texts.Where(text => text.Node == 0).Sum(text => (long)text.Text.Length) <= (4L * input.Length) + 64, $"{input.Length} octets became a text of more");
        Expect.That(answer.Nodes.Where(node => node is { Parent: 0, IsFile: true }).Sum(node => node.Size ?? 0) <= (2L * input.Length) + 64, $"{input.Length} octets hold more");
        byte[] picture = [0x89, (byte)'P', .. input];
        byte[] framed = [.. "{\\rtf1 text {\\pict\\pngblip "u8, .. System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(picture)), .. "}}"u8];
        Expect.That(ExtractionChecks.Holds(ExtractionChecks.Open(framed, "b.rtf"), picture), "a picture that is put in does not come out");
    }
}
