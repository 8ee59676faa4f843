using System.Text;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>What was found in one PDF, by whichever way it was read: each link and script is stated once.</summary>
internal sealed class PdfFindings(FormatOutput output)
{
    // Scripts that build a form have some dozens, of kilobytes; each is a member.
    private const int MaxScripts = 200;
    private const int ScriptCharacters = 1_048_576;
    // The gateway takes no longer ones.
    private const int LinkCharacters = 32_768;

    private readonly HashSet<(string, string?)> _links = [];
    private readonly HashSet<string> _scripts = new(StringComparer.Ordinal);

    public FormatOutput Output => output;

    /// <summary>A link, of an action or of the text.</summary>
    public void Link(string? url, string? shown = null)
    {
        url = url?.Trim('\0', ' ', '\t', '\r', '\n');
        if (!string.IsNullOrEmpty(url) && url.Length <= LinkCharacters && _links.Add((url, shown)))
            output.Link(url, "pdf", shown);
    }

    /// <summary>A script, for whoever judges scripts.</summary>
    public void Script(string? script)
    {
        if (string.IsNullOrWhiteSpace(script) || _scripts.Count >= MaxScripts || !_scripts.Add(script))
            return;
        var text = script[..Math.Min(script.Length, ScriptCharacters)];
        output.Member(new MemberEntry { Name = "script.js", DeclaredType = "text/javascript", Charset = "utf-8", IsFile = false }, Encoding.UTF8.GetBytes(text));
    }
}
