using System.Globalization;
using Gatepost.Extraction.Formats.Images;

namespace Gatepost.Extraction.Formats.Web.Drawings;

/// <summary>Codes drawn with the coloured cells of a table, one a module, or one for a run of them.</summary>
internal sealed class TableDrawing
{
    // Tables within each other, as mails lay out; the drawing is the innermost.
    private const int MaxDepth = 64;
    private const int MaxDrawings = 8;
    // Cells of layout hold text.
    private const int MaxTextInCells = 64;

    private readonly Stack<Table> _open = new();
    private readonly List<GreyImage> _drawings = [];
    private readonly CellColours _colours = new();
    private bool _isSheet;

    public IReadOnlyList<GreyImage> Drawings => _drawings;

    public void Text(ReadOnlySpan<char> text)
    {
        if (_isSheet)
            _colours.Sheet(text);
        else if (_open.TryPeek(out var table))
            table.Letters += text.Trim().StartsWith('&') ? 0 : text.Trim(" \t\r\n\u00a0").Length;
    }

    public void Tag(ref MarkupScanner scanner)
    {
        _isSheet = scanner.Tag == "style";
        switch (scanner.Tag)
        {
            case "table" when _open.Count < MaxDepth:
                _open.Push(new Table(_colours.Of(ref scanner) ?? false));
                break;
            case "/table":
                End();
                break;
            case "tr" when _open.TryPeek(out var table):
                table.StartRow(_colours.Of(ref scanner));
                break;
            case "td" or "th" when _open.TryPeek(out var table):
                table.Add(_colours.Of(ref scanner), Count(scanner.Attribute("colspan")), Count(scanner.Attribute("rowspan")));
                break;
            default:
                break;
        }
    }

    public void Finish()
    {
        while (_open.Count > 0)
            End();
    }

    private void End()
    {
        if (!_open.TryPop(out var table) || table.Letters > MaxTextInCells || _drawings.Count >= MaxDrawings)
            return;
        var rows = table.Rows.Where(row => row.Count > 0).ToList();
        if (rows.Count is >= ModuleGrid.FewestModules and <= ModuleGrid.MostModules && rows.Max(row => row.Count) is >= ModuleGrid.FewestModules and <= ModuleGrid.MostModules)
            _drawings.Add(ModuleGrid.ToImage(rows));
    }

    private static int Count(string? attribute) =>
        int.TryParse(attribute, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, ModuleGrid.MostModules) : 1;

    private sealed class Table(bool isDark)
    {
        private bool _rowIsDark;

        public List<List<bool>> Rows { get; } = [];

        public int Letters { get; set; }

        // Cells of rows above that reach down: place, and what they are.
        private readonly Dictionary<int, (int Rows, bool IsDark)> _reaching = [];

        public void StartRow(bool? ground)
        {
            _rowIsDark = ground ?? isDark;
            if (Rows.Count > ModuleGrid.MostModules)
                return;
            Rows.Add([]);
            FillReaching();
        }

        public void Add(bool? ground, int across, int down)
        {
            if (Rows.Count == 0)
                StartRow(null);
            var row = Rows[^1];
            for (var module = 0; module < across && row.Count <= ModuleGrid.MostModules; module++)
            {
                if (down > 1)
                    _reaching[row.Count] = (down, ground ?? _rowIsDark);
                row.Add(ground ?? _rowIsDark);
            }
            FillReaching();
        }

        private void FillReaching()
        {
            var row = Rows[^1];
            while (_reaching.TryGetValue(row.Count, out var cell) && cell.Rows > 1)
            {
                _reaching[row.Count] = cell with { Rows = cell.Rows - 1 };
                row.Add(cell.IsDark);
            }
        }
    }
}
