using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Text;

/// <summary>How the text of a part is read.</summary>
internal enum TextForm
{
    /// <summary>It is no text.</summary>
    None = 0,

    /// <summary>As it stands.</summary>
    Plain,

    /// <summary>HTML, or an SVG picture, whose links are the same.</summary>
    Html,
}

/// <summary>Tells <see cref="TextForm"/>s by declared type, and by name where the type says nothing.</summary>
internal static class TextForms
{
    public static TextForm Of(MessagePart part) => part switch
    {
        { IsMultipart: true } or { IsEncrypted: true } => TextForm.None,
        { DeclaredType: "text/html" or "application/xhtml+xml" or "image/svg+xml" } => TextForm.Html,
        { Name: { } name } when EndsWithAny(name, ".htm", ".html", ".shtml", ".xhtml", ".xht", ".svg") => TextForm.Html,
        { DeclaredType: { } type } when type.StartsWith("text/", StringComparison.Ordinal) => TextForm.Plain,
        { Name: { } name } when EndsWithAny(name, ".txt", ".csv", ".ics") => TextForm.Plain,
        _ => TextForm.None,
    };

    private static bool EndsWithAny(string name, params ReadOnlySpan<string> extensions)
    {
        foreach (var extension in extensions)
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
