using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Tells markup: what browsers and programs take for a page or a document.</summary>
internal static class MarkupRules
{
    /// <summary>
    /// True for a page: the tags by which browsers tell HTML (WHATWG MIME Sniffing, section 7.1), behind comments too. A tag ends in a blank or an angle bracket.
    /// </summary>
    public static bool IsHtml(ReadOnlySpan<char> text)
    {
        if (text[0] != '<')
            return false;
        if (text.Begins("<!doctype html"))
            return true;
        var element = text.FirstElement();
        if (element.IsEmpty || IsXml(text))
            return text.IsElement("html");
        foreach (var tag in (ReadOnlySpan<string>)["<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title", "<b", "<body", "<br", "<p", "<meta", "<link", "<form", "<center", "<span", "<img", "<base"])
        {
            if (element.Begins(tag) && (element.Length == tag.Length || element[tag.Length] is ' ' or '>' or '\t' or '\r' or '\n' or '/'))
                return true;
        }
        return false;
    }

    public static bool IsXml(ReadOnlySpan<char> text) => text.Begins("<?xml") && text.Length > 5 && text[5] is ' ' or '\t' or '\r' or '\n' or '?';
}
