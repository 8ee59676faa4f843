using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Tells messages by their header (RFC 5322): the fields stand before the first empty line, and each line is a field or goes on with one.</summary>
internal static class HeaderRules
{
    private const int EnoughFields = 3;

    private static readonly string[] Known =
    [
        "Received", "Return-Path", "Message-ID", "Date", "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Delivered-To", "Reply-To", "Cc", "Sender", "DKIM-Signature",
        "X-Mailer", "X-Original-To", "Authentication-Results", "X-Received", "References", "In-Reply-To", "ARC-Seal",
    ];

    /// <summary>At least three fields that mail has, and nothing but fields before the empty line. The number that Apple Mail puts in front is stepped over.</summary>
    public static bool IsMessage(ReadOnlySpan<char> text)
    {
        var header = text;
        if (text.FirstLine() is { Length: > 0 and < 12 } number && number.IndexOfAnyExceptInRange('0', '9') < 0)
            header = text[number.Length..].TrimStart(" \r\n");
        return CountFields(header) >= EnoughFields;
    }

    /// <summary>The line with which each message begins (RFC 4155), and a header behind it.</summary>
    public static bool IsMbox(ReadOnlySpan<char> text) =>
        text.StartsWith("From ") && text.FirstLine().IndexOf(':') > 0 && text.IndexOf('\n') is var end and > 0 && CountFields(text[(end + 1)..]) >= 2;

    /// <summary>What browsers save: a message whose body is multipart/related around a page.</summary>
    public static bool IsMhtml(ReadOnlySpan<char> text) =>
        CountFields(text) >= 2 && text.Has("multipart/related") && (text.Has("Snapshot-Content-Location:") || text.Has("<Saved by ") || text.Has("type=\"text/html\"")) && !text.HasLines(1, "Received:", "To:");

    private static int CountFields(ReadOnlySpan<char> text)
    {
        var known = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf('\n');
            var line = (end < 0 ? text : text[..end]).TrimEnd('\r');
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty)
                return known;
            if (line[0] is ' ' or '\t')
                continue;
            var colon = line.IndexOf(':');
            // The last line may be cut off by the window.
            if (colon <= 0 || line[..colon].TrimEnd().IndexOfAnyExceptInRange('!', '~') >= 0)
                return text.IsEmpty ? known : 0;
            known += IsKnown(line[..colon].TrimEnd()) ? 1 : 0;
        }
        return known;
    }

    private static bool IsKnown(ReadOnlySpan<char> name)
    {
        foreach (var known in Known)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
