namespace Gatepost.Terminal;

/// <summary>A table for people. Cells are cleaned here, so that no verb can forget it.</summary>
internal sealed class TextTable(params TableColumn[] columns)
{
    private readonly List<TableCell[]> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    public void Add(params TableCell[] cells) => _rows.Add(cells);

    /// <summary>Writes heading and rows; the columns share the width, the flexible ones give way.</summary>
    public void Write(CommandIo io, string indent = "")
    {
        var widths = Widths(io.Width - indent.Length);
        if (columns.Any(column => column.Title.Length > 0))
            WriteRow(io, indent, widths, [.. columns.Select(column => new TableCell(column.Title, io.Palette.Faint))]);
        foreach (var row in _rows)
            WriteRow(io, indent, widths, row);
    }

    private int[] Widths(int room)
    {
        var widths = columns.Select((column, index) => Math.Max(
            TerminalText.Width(column.Title),
            _rows.Select(row => TerminalText.Width(TerminalText.Clean(row[index].Text))).DefaultIfEmpty().Max())).ToArray();
        var excess = widths.Sum() + (2 * (columns.Length - 1)) - room;
        while (excess > 0)
        {
            // The widest flexible column gives first, so that short ones stay whole.
            var index = Enumerable.Range(0, columns.Length).Where(i => columns[i].IsFlexible && widths[i] > 12).OrderByDescending(i => widths[i]).FirstOrDefault(-1);
            if (index < 0)
                break;
            widths[index]--;
            excess--;
        }
        return widths;
    }

    private void WriteRow(CommandIo io, string indent, int[] widths, TableCell[] row)
    {
        var line = indent;
        for (var i = 0; i < columns.Length; i++)
        {
            var text = TerminalText.Fit(row[i].Text, widths[i]);
            var padding = new string(' ', Math.Max(0, widths[i] - TerminalText.Width(text)));
            var painted = row[i].Paint?.Invoke(text) ?? text;
            line += columns[i].IsRight ? padding + painted : painted + padding;
            line += i < columns.Length - 1 ? "  " : "";
        }
        io.Out.WriteLine(line.TrimEnd());
    }
}

/// <summary>A column. Flexible ones are cut when the terminal is narrow.</summary>
internal sealed record TableColumn(string Title, bool IsFlexible = false, bool IsRight = false);

/// <summary>A cell.</summary>
internal readonly record struct TableCell(string? Text, Func<string, string>? Paint = null)
{
    public static implicit operator TableCell(string? text) => new(text);
}
