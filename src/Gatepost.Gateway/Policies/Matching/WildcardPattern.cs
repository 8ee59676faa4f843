using System.Collections.Immutable;

namespace Gatepost.Gateway.Policies.Matching;

/// <summary>
/// A text with <c>*</c> for any run of characters, compared without regard to case. The literals between the stars are looked for one after the other
/// and never taken back, so that the time grows with the text and not with a power of it, whatever the text holds. Immutable.
/// </summary>
internal sealed class WildcardPattern
{
    private readonly ImmutableArray<string> _literals;

    public WildcardPattern(string pattern)
    {
        Text = pattern;
        _literals = [.. pattern.Split('*')];
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        const StringComparison comparison = StringComparison.OrdinalIgnoreCase;
        if (_literals.Length == 1)
            return text.Equals(_literals[0], comparison);
        var first = _literals[0];
        var last = _literals[^1];
        if (text.Length < first.Length + last.Length || !text.StartsWith(first, comparison) || !text.EndsWith(last, comparison))
            return false;
        var middle = text[first.Length..^last.Length];
        for (var i = 1; i < _literals.Length - 1; i++)
        {
            var at = middle.IndexOf(_literals[i], comparison);
            if (at < 0)
                return false;
            middle = middle[(at + _literals[i].Length)..];
        }
        return true;
    }

    public override string ToString() => Text;
}
