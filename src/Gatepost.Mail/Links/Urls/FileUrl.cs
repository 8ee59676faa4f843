using System.Collections.Immutable;

namespace Gatepost.Mail.Links.Urls;

/// <summary>URLs of files (WHATWG URL section 4.4, file state): on Windows a host in one is a server of the network that the reader's password is shown to.</summary>
internal static class FileUrl
{
    /// <summary>Null where the host is none.</summary>
    /// <param name="rest">What follows <c>file:</c>, or a relative link; without query.</param>
    /// <param name="hasQuery">A query follows.</param>
    /// <param name="root">A base that is a file too, or null.</param>
    public static WebUrl? Parse(ReadOnlySpan<char> rest, bool hasQuery, WebUrl? root)
    {
        var file = new WebUrl("file") { Host = "" };
        if (rest.Length > 0 && rest[0] is '/' or '\\')
            return rest.Length > 1 && rest[1] is '/' or '\\' ? WithHost(file, rest[2..]) : Rooted(file, rest[1..], root);
        if (root is null)
            return file with { Path = UrlPath.Parse([], rest, "file") };
        var url = root with { Fragment = null, User = "", Password = "", Port = null };
        if (rest.Length == 0)
            return hasQuery ? url with { Query = null } : url;
        var before = StartsWithDrive(rest) ? [] : UrlPath.Shorten(root.Path, "file");
        return url with { Query = null, Path = UrlPath.Parse(before, rest, "file") };
    }

    private static WebUrl Rooted(WebUrl file, ReadOnlySpan<char> path, WebUrl? root)
    {
        var before = root is { Path: [var drive, ..] } && !StartsWithDrive(path) && UrlPath.IsNormalDrive(drive) ? ImmutableArray.Create(drive) : [];
        return file with { Host = root?.Host ?? "", Path = UrlPath.Parse(before, path, "file") };
    }

    private static WebUrl? WithHost(WebUrl file, ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny('/', '\\');
        var host = end < 0 ? rest : rest[..end];
        if (UrlPath.IsDrive(host))
            return file with { Path = UrlPath.Parse([], rest, "file") };
        var path = UrlPath.Parse([], end < 0 ? default : rest[(end + 1)..], "file");
        if (host.Length == 0)
            return file with { Path = path };
        return UrlHost.Parse(host.ToString(), isSpecial: true) is not { } name ? null : file with { Host = name == "localhost" ? "" : name, Path = path };
    }

    /// <summary>"Starts with a Windows drive letter" (section 4.4): and nothing but a separator behind it.</summary>
    private static bool StartsWithDrive(ReadOnlySpan<char> text) =>
        text.Length >= 2 && UrlPath.IsDrive(text[..2]) && (text.Length == 2 || text[2] is '/' or '\\' or '?' or '#');
}
