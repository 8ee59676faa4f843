namespace Gatepost.Web.Api;

/// <summary>Patterns with <c>*</c>, case-insensitive. Linear in the text for each star, so no pattern can make it slow.</summary>
internal static class SimplePattern
{
    public static bool IsMatch(string pattern, string text)
    {
        var pieces = pattern.Split('*');
        if (pieces.Length == 1)
            return string.Equals(pattern, text, StringComparison.OrdinalIgnoreCase);
        if (text.Length < pieces[0].Length + pieces[^1].Length
            || !text.StartsWith(pieces[0], StringComparison.OrdinalIgnoreCase) || !text.EndsWith(pieces[^1], StringComparison.OrdinalIgnoreCase))
            return false;
        var position = pieces[0].Length;
        var end = text.Length - pieces[^1].Length;
        foreach (var piece in pieces[1..^1])
        {
            var found = text.IndexOf(piece, position, end - position, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return false;
            position = found + piece.Length;
        }
        return true;
    }
}
