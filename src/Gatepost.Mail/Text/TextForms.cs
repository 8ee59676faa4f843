using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Text;

/// <summary>How the text of a part is read.</summary>
internal enum TextForm
{
    /// <summary>It is no text.</summary>
    None = 0,

    /// <summary>As it stands.</summary>
    Plain,

    /// <summary>HTML.</summary>
    Html,

    /// <summary>An SVG picture, whose links are the same as those of HTML.</summary>
    Svg,

    /// <summary>A calendar: invitations.</summary>
    Calendar,

    /// <summary>A card of a person.</summary>
    Card,
}

/// <summary>Tells <see cref="TextForm"/>s by declared type, by name where the type says nothing, and by the octets where neither does.</summary>
internal static class TextForms
{
    public static TextForm Of(MessagePart part) => part switch
    {
        { IsMultipart: true } or { IsEncrypted: true } => TextForm.None,
        { DeclaredType: "text/html" or "application/xhtml+xml" } => TextForm.Html,
        { DeclaredType: "image/svg+xml" } => TextForm.Svg,
        { DeclaredType: "text/calendar" or "application/ics" } => TextForm.Calendar,
        { DeclaredType: "text/vcard" or "text/x-vcard" or "text/directory" } => TextForm.Card,
        { Name: { } name } when ByName(name) is var form and not TextForm.None and not TextForm.Plain => form,
        { DeclaredType: { } type } when type.StartsWith("text/", StringComparison.Ordinal) => TextForm.Plain,
        { Name: { } name } when ByName(name) == TextForm.Plain => TextForm.Plain,
        _ => ByTrueType(part.TrueType),
    };

    private static TextForm ByName(string name) => name switch
    {
        _ when EndsWithAny(name, ".htm", ".html", ".shtml", ".xhtml", ".xht") => TextForm.Html,
        _ when EndsWithAny(name, ".svg") => TextForm.Svg,
        _ when EndsWithAny(name, ".ics", ".ical", ".vcs") => TextForm.Calendar,
        _ when EndsWithAny(name, ".vcf", ".vcard") => TextForm.Card,
        _ when EndsWithAny(name, ".txt", ".csv") => TextForm.Plain,
        _ => TextForm.None,
    };

    private static TextForm ByTrueType(string? type) => type switch
    {
        "html" => TextForm.Html,
        "svg" => TextForm.Svg,
        "ics" => TextForm.Calendar,
        "vcard" => TextForm.Card,
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
