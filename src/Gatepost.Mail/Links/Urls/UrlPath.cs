using System.Collections.Immutable;
using System.Text;

namespace Gatepost.Mail.Links.Urls;

/// <summary>Paths with their dots resolved (WHATWG URL section 4.4, path state).</summary>
internal static class UrlPath
{
    /// <summary>The segments of a path that follows others.</summary>
    /// <param name="before">Segments that stand already.</param>
    /// <param name="text">What follows the slash.</param>
    /// <param name="scheme">Tells whether backslashes are slashes, and drive letters drives.</param>
    public static ImmutableArray<string> Parse(ImmutableArray<string> before, ReadOnlySpan<char> text, string scheme)
    {
        var isSpecial = WebUrl.IsSpecialScheme(scheme);
        var path = before.ToBuilder();
        while (true)
        {
            var slash = isSpecial ? text.IndexOfAny('/', '\\') : text.IndexOf('/');
            Add(path, slash < 0 ? text : text[..slash], isLast: slash < 0, scheme);
            if (slash < 0)
                return path.DrainToImmutable();
            text = text[(slash + 1)..];
        }
    }

    /// <summary>Without its last segment; the drive of a file stays.</summary>
    public static ImmutableArray<string> Shorten(ImmutableArray<string> path, string scheme) =>
        path.IsEmpty || (scheme == "file" && path is [var drive] && IsNormalDrive(drive)) ? path : path.RemoveAt(path.Length - 1);

    public static bool IsNormalDrive(ReadOnlySpan<char> segment) => segment.Length == 2 && char.IsAsciiLetter(segment[0]) && segment[1] == ':';

    public static bool IsDrive(ReadOnlySpan<char> segment) => segment.Length == 2 && char.IsAsciiLetter(segment[0]) && segment[1] is ':' or '|';

    private static void Add(ImmutableArray<string>.Builder path, ReadOnlySpan<char> segment, bool isLast, string scheme)
    {
        if (IsDoubleDot(segment))
        {
            if (path.Count > 0 && !(scheme == "file" && path.Count == 1 && IsNormalDrive(path[0])))
                path.RemoveAt(path.Count - 1);
            if (isLast)
                path.Add("");
        }
        else if (IsDot(segment))
        {
            if (isLast)
                path.Add("");
        }
        else if (scheme == "file" && path.Count == 0 && IsDrive(segment))
        {
            path.Add($"{segment[0]}:");
        }
        else if (!segment.ContainsAnyExcept(PercentEncoding.Path))
        {
            path.Add(segment.ToString());
        }
        else
        {
            var output = new StringBuilder(segment.Length + 16);
            PercentEncoding.Append(output, segment, PercentEncoding.Path);
            path.Add(output.ToString());
        }
    }

    private static bool IsDot(ReadOnlySpan<char> segment) => segment is "." || segment.Equals("%2e", StringComparison.OrdinalIgnoreCase);

    private static bool IsDoubleDot(ReadOnlySpan<char> segment) => segment.Length switch
    {
        2 => segment is "..",
        4 => segment.Equals(".%2e", StringComparison.OrdinalIgnoreCase) || segment.Equals("%2e.", StringComparison.OrdinalIgnoreCase),
        6 => segment.Equals("%2e%2e", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
