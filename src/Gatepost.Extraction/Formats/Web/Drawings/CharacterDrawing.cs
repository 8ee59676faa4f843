using System.Net;
using System.Text;
using Gatepost.Extraction.Formats.Images;

namespace Gatepost.Extraction.Formats.Web.Drawings;

/// <summary>Codes drawn with characters: the blocks of Unicode (U+2580 to U+259F), squares, or signs of ASCII, one line upon the other.</summary>
internal sealed class CharacterDrawing
{
    // Half a module a character at least, and two rows a line at most.
    private const int FewestLines = 11;
    private const int MostLines = ModuleGrid.MostModules;
    private const int MostCharacters = 2 * ModuleGrid.MostModules;
    // Drawings of one page; each is looked at in up to three shapes.
    private const int MaxDrawings = 8;

    private readonly StringBuilder _line = new();
    private readonly List<string> _lines = [];
    private readonly List<GreyImage> _drawings = [];

    public IReadOnlyList<GreyImage> Drawings => _drawings;

    public void Text(ReadOnlySpan<char> text)
    {
        // References only where there are any: most pages are no drawings.
        var decoded = text.Contains('&') ? WebUtility.HtmlDecode(text.ToString()).AsSpan() : text;
        foreach (var character in decoded)
        {
            if (character == '\n')
                EndLine();
            else if (character != '\r' && _line.Length < MostCharacters)
                _line.Append(character);
        }
    }

    public void Tag(string tag)
    {
        if (tag is "br" or "/p" or "p" or "/div" or "div" or "/tr" or "/pre" or "li")
            EndLine();
    }

    public void Finish()
    {
        EndLine();
        EndDrawing();
    }

    private void EndLine()
    {
        var line = _line.ToString();
        _line.Clear();
        // Between the lines of a drawing may stand line ends of the source.
        if (string.IsNullOrEmpty(line) || (line.Trim(' ', '\t').Length == 0 && _lines.Count == 0))
            return;
        if (IsDrawn(line))
        {
            if (_lines.Count < MostLines)
                _lines.Add(line);
            return;
        }
        EndDrawing();
    }

    /// <summary>All of the line draws, in two ways of drawing at most.</summary>
    private static bool IsDrawn(string line)
    {
        var length = 0;
        foreach (var character in line)
        {
            if (!IsInk(character) && !IsGround(character))
                return false;
            length++;
        }
        return length >= FewestLines;
    }

    private void EndDrawing()
    {
        if (_lines.Count >= FewestLines && _drawings.Count < MaxDrawings)
        {
            var lines = WithoutIndent(_lines);
            var hasHalves = lines.Any(line => line.AsSpan().IndexOfAny('▀', '▄') >= 0);
            var hasQuadrants = lines.Any(line => line.AsSpan().IndexOfAnyInRange('▖', '▟') >= 0 || line.AsSpan().IndexOfAny('▌', '▐') >= 0);
            Add(lines, hasQuadrants ? 2 : 1, hasHalves || hasQuadrants ? 2 : 1);
            // Two characters a module are as wide as high; so may one be.
            if (!hasHalves && !hasQuadrants)
                Add(lines, 1, 2);
            else if (hasQuadrants)
                Add(lines, 2, 4);
        }
        _lines.Clear();
    }

    private static List<string> WithoutIndent(List<string> lines)
    {
        var indent = lines.Min(line => line.Length - line.TrimStart(' ', '\t', '\u00a0').Length);
        return [.. lines.Select(line => line[indent..].TrimEnd(' ', '\t', '\u00a0'))];
    }

    private void Add(List<string> lines, int across, int down)
    {
        var rows = new List<List<bool>>();
        foreach (var line in lines)
        {
            for (var y = 0; y < down; y++)
                rows.Add([.. line.SelectMany(character => Enumerable.Range(0, across).Select(x => IsDark(character, (double)x / across, (double)y / down)))]);
        }
        var width = rows.Max(row => row.Count);
        if (width is >= ModuleGrid.FewestModules and <= MostCharacters && rows.Count is >= ModuleGrid.FewestModules and <= MostCharacters)
            _drawings.Add(ModuleGrid.ToImage(rows));
    }

    private static bool IsInk(char character) => character is (>= '▀' and <= '▟') or '■' or '⬛' or '◼' or '●' or '#' or '@' or 'X' or '1' or 'M' or 'W';

    private static bool IsGround(char character) => character is ' ' or '\u00a0' or '\u2007' or '\u3000' or '\t' or '□' or '⬜' or '◻' or '.' or '0' or '_' or '-' or '\u200b' or '\u2800';

    /// <summary>What a place within the cell of a character is.</summary>
    private static bool IsDark(char character, double x, double y)
    {
        var (isLeft, isTop) = (x < 0.5, y < 0.5);
        return character switch
        {
            '▀' => isTop,
            '▄' => !isTop,
            '▌' => isLeft,
            '▐' => !isLeft,
            '▖' => isLeft && !isTop,
            '▗' => !isLeft && !isTop,
            '▘' => isLeft && isTop,
            '▝' => !isLeft && isTop,
            '▙' => isLeft || !isTop,
            '▛' => isLeft || isTop,
            '▜' => !isLeft || isTop,
            '▟' => !isLeft || !isTop,
            '▚' => isLeft == isTop,
            '▞' => isLeft != isTop,
            '░' or '▔' or '▕' or '▏' or '▁' => false,
            _ => IsInk(character),
        };
    }
}
