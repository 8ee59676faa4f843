using System.Collections.Frozen;
using System.Text;
using Gatepost.Mail.Links.Urls;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Links;

/// <summary>Finds the links of one HTML part in its tags: every attribute that a mail program or browser would fetch or follow.</summary>
internal sealed class HtmlLinks(LinkCollection links, string part, TextLimits limits, string carrier = "html")
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> UrlAttributes = new[]
    {
        "href", "src", "action", "formaction", "background", "poster", "data", "cite", "longdesc", "codebase", "lowsrc", "dynsrc", "manifest", "ping", "profile", "classid", "archive", "icon", "altsrc", "imagesrc",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private WebUrl? _base;
    private string? _anchor;
    private int _anchorStart;

    public void StartTag(ReadOnlySpan<char> name, ReadOnlySpan<char> attributes, StringBuilder output)
    {
        var isAnchor = name.Equals("a", StringComparison.OrdinalIgnoreCase);
        if (isAnchor)
            CloseAnchor(output);
        if (name.Equals("meta", StringComparison.OrdinalIgnoreCase))
        {
            AddRefresh(attributes);
            return;
        }
        var isBase = name.Equals("base", StringComparison.OrdinalIgnoreCase);
        var reader = new HtmlAttributes(attributes);
        while (reader.Read())
        {
            // xlink:href of SVG, o:href and v:src of Outlook's drawings: the prefix may be any.
            var local = reader.Name[(reader.Name.IndexOf(':') + 1)..];
            if (UrlAttributes.Contains(local))
                Follow(HtmlEntities.DecodeAttribute(reader.Value), isBase, isAnchor, local, output);
            else if (reader.Name.EndsWith("srcset", StringComparison.OrdinalIgnoreCase))
                AddSet(HtmlEntities.DecodeAttribute(reader.Value));
            else if (local.Equals("style", StringComparison.OrdinalIgnoreCase) && MayHoldUrl(reader.Value))
                Style(HtmlEntities.DecodeAttribute(reader.Value));
            else if (local.Equals("value", StringComparison.OrdinalIgnoreCase) && name.Equals("param", StringComparison.OrdinalIgnoreCase) && LooksWeb(reader.Value))
                Add(HtmlEntities.DecodeAttribute(reader.Value), null);
        }
    }

    public void EndTag(ReadOnlySpan<char> name, StringBuilder output)
    {
        if (name.Equals("a", StringComparison.OrdinalIgnoreCase))
            CloseAnchor(output);
    }

    /// <summary>The links of a style element or attribute.</summary>
    public void Style(ReadOnlySpan<char> css) => CssLinks.Read(css, url => AddFrom("css", url, null));

    public void Finish(StringBuilder output) => CloseAnchor(output);

    private void Follow(string url, bool isBase, bool isAnchor, ReadOnlySpan<char> attribute, StringBuilder output)
    {
        if (isBase)
        {
            // The first base of a document counts.
            if (_base is null && UrlParser.Parse(url) is { IsWeb: true } root)
                _base = Bounded(root);
        }
        else if (isAnchor && _anchor is null && attribute.Equals("href", StringComparison.OrdinalIgnoreCase))
        {
            _anchor = url;
            _anchorStart = output.Length;
        }
        else
        {
            Add(url, null);
        }
    }

    private void CloseAnchor(StringBuilder output)
    {
        if (_anchor is not { } url)
            return;
        _anchor = null;
        var length = Math.Min(output.Length - _anchorStart, limits.ShownCharacters);
        Add(url, length > 0 ? output.ToString(_anchorStart, length) : null);
    }

    private void Add(string url, string? shown) => AddFrom(carrier, url, shown);

    private void AddFrom(string from, string url, string? shown)
    {
        if (!links.IsFull)
            links.Add(Resolve(url), from, part, shown);
    }

    /// <summary>An entity or an escape may hide it, so those are looked into as well.</summary>
    private static bool MayHoldUrl(ReadOnlySpan<char> style) =>
        style.Contains("url", StringComparison.OrdinalIgnoreCase) || style.Contains("@import", StringComparison.OrdinalIgnoreCase) || style.Contains('&');

    private static bool LooksWeb(ReadOnlySpan<char> value) => value.TrimStart().StartsWith("http", StringComparison.OrdinalIgnoreCase) || value.TrimStart().StartsWith("//", StringComparison.Ordinal);

    /// <summary>The host of a base that is too long; null where even that is, which has no host in the DNS.</summary>
    private WebUrl? Bounded(WebUrl root)
    {
        if (root.ToString().Length <= limits.BaseCharacters)
            return root;
        return root.Host!.Length <= limits.BaseCharacters ? new WebUrl(root.Scheme) { Host = root.Host, Port = root.Port, Path = [""] } : null;
    }

    /// <summary>With a base, a relative link leads where the base says.</summary>
    private string Resolve(string url)
    {
        if (_base is null || url.AsSpan().Trim().StartsWith('#') || LinkHost.SchemeLength(url.AsSpan().Trim()) > 0)
            return url;
        return UrlParser.Parse(url, _base)?.ToString() ?? url;
    }

    /// <summary><c>&lt;meta http-equiv="refresh" content="0; url=..."&gt;</c>; og:image and the like are followed by nobody.</summary>
    private void AddRefresh(ReadOnlySpan<char> attributes)
    {
        var reader = new HtmlAttributes(attributes);
        var isRefresh = false;
        string? content = null;
        while (reader.Read())
        {
            if (reader.Name.Equals("http-equiv", StringComparison.OrdinalIgnoreCase))
                isRefresh = reader.Value.Trim().Equals("refresh", StringComparison.OrdinalIgnoreCase);
            else if (reader.Name.Equals("content", StringComparison.OrdinalIgnoreCase))
                content ??= HtmlEntities.DecodeAttribute(reader.Value);
        }
        if (!isRefresh || content is null)
            return;
        var separator = content.AsSpan().IndexOfAny(';', ',');
        if (separator < 0)
            return;
        var target = content.AsSpan(separator + 1).Trim();
        if (target.StartsWith("url", StringComparison.OrdinalIgnoreCase) && target[3..].TrimStart().StartsWith('='))
            target = target[(target.IndexOf('=') + 1)..];
        Add(target.Trim().Trim("\"'").ToString(), null);
    }

    /// <summary><c>srcset="a.png 1x, b.png 2x"</c>.</summary>
    private void AddSet(string value)
    {
        foreach (var range in value.AsSpan().Split(','))
        {
            var candidate = value.AsSpan(range).Trim();
            var end = candidate.IndexOfAny(' ', '\t');
            Add((end < 0 ? candidate : candidate[..end]).ToString(), null);
        }
    }
}
