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
            var index = Enumerable.Range(0, columns.Length).Where(i => (columns[i].IsFlexible || columns[i].IsWrapped) && widths[i] > 12).OrderByDescending(i => widths[i]).FirstOrDefault(-1);
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
        for (var i = 0; i < columns.Length - 1; i++)
            line += Cell(columns[i], row[i], TerminalText.Fit(row[i].Text, widths[i]), widths[i]) + "  ";
        // The last column goes on below itself where it is asked to: why something happened must not be cut off.
        var last = columns.Length - 1;
        var texts = columns[last].IsWrapped ? TerminalText.Wrap(row[last].Text, widths[last]) : [TerminalText.Fit(row[last].Text, widths[last])];
        io.Out.WriteLine((line + Cell(columns[last], row[last], texts[0], widths[last])).TrimEnd());
        var margin = indent + new string(' ', widths[..last].Sum() + (2 * last));
        foreach (var more in texts.Skip(1))
            io.Out.WriteLine(margin + (row[last].Paint?.Invoke(more) ?? more));
    }

    private static string Cell(TableColumn column, TableCell cell, string text, int width)
    {
        var padding = new string(' ', Math.Max(0, width - TerminalText.Width(text)));
        var painted = cell.Paint?.Invoke(text) ?? text;
        return column.IsRight ? padding + painted : painted + padding;
    }
}

/// <summary>A column. Flexible ones are cut when the terminal is narrow; the last one can go on in further lines instead.</summary>
internal sealed record TableColumn(string Title, bool IsFlexible = false, bool IsRight = false, bool IsWrapped = false);

/// <summary>A cell.</summary>
internal readonly record struct TableCell(string? Text, Func<string, string>? Paint = null)
{
    public static implicit operator TableCell(string? text) => new(text);
}
