namespace Gatepost.Terminal;

/// <summary>A table for people. Cells are cleaned here, so that no verb can forget it.</summary>
internal sealed class TextTable(params TableColumn[] columns)
{
    /// <summary>A wrapped column narrower than this is no pleasure to read.</summary>
    private const int ReadableWidth = 40;

    /// <summary>Below this nothing can be recognised.</summary>
    private const int LeastWidth = 12;

    private const string StackedIndent = "    ";

    private readonly List<TableCell[]> _rows = [];

    public void Add(params TableCell[] cells) => _rows.Add(cells);

    /// <summary>Writes heading and rows; the columns share the width, the flexible ones give way.</summary>
    public void Write(CommandIo io, string indent = "")
    {
        var layout = Layout(io.Width - indent.Length);
        if (columns.Any(column => column.Title.Length > 0))
            WriteRow(io, indent, layout, [.. columns.Select((column, i) => new TableCell(layout.IsStacked && i == columns.Length - 1 ? "" : column.Title, io.Palette.Faint))]);
        foreach (var row in _rows)
            WriteRow(io, indent, layout, row);
    }

    /// <summary>
    /// Why something happened must not be cut off: a wrapped last column gets room to be read, else it goes below its row.
    /// </summary>
    private TableLayout Layout(int room)
    {
        var widths = columns.Select((column, index) => Math.Max(
            TerminalText.Width(column.Title),
            _rows.Select(row => TerminalText.Width(TerminalText.Clean(row[index].Text))).DefaultIfEmpty().Max())).ToArray();
        var last = columns.Length - 1;
        if (!columns[last].IsWrapped)
        {
            Shrink(widths, columns.Length, room);
            return new TableLayout(widths, IsStacked: false);
        }
        var reserve = Math.Min(widths[last], ReadableWidth);
        Shrink(widths, last, room - reserve - 2);
        var rest = room - widths[..last].Sum() - (2 * last);
        var isStacked = rest < reserve;
        if (isStacked)
            Shrink(widths, last, room);
        widths[last] = isStacked ? room - StackedIndent.Length : rest;
        return new TableLayout(widths, isStacked);
    }

    /// <summary>Makes the first columns fit; the widest flexible one gives first, so that short ones stay whole.</summary>
    private void Shrink(int[] widths, int count, int room)
    {
        var excess = widths[..count].Sum() + (2 * (count - 1)) - room;
        while (excess-- > 0)
        {
            var index = Enumerable.Range(0, count).Where(i => columns[i].IsFlexible && widths[i] > LeastWidth).OrderByDescending(i => widths[i]).FirstOrDefault(-1);
            if (index < 0)
                return;
            widths[index]--;
        }
    }

    private void WriteRow(CommandIo io, string indent, TableLayout layout, TableCell[] row)
    {
        var (widths, isStacked) = layout;
        var last = columns.Length - 1;
        var line = indent;
        for (var i = 0; i < last; i++)
            line += Cell(columns[i], row[i], TerminalText.Fit(row[i].Text, widths[i]), widths[i]) + "  ";
        var texts = columns[last].IsWrapped ? TerminalText.Wrap(row[last].Text, widths[last]) : [TerminalText.Fit(row[last].Text, widths[last])];
        if (!isStacked)
            line += Cell(columns[last], row[last], texts[0], columns[last].IsRight ? widths[last] : 0);
        io.Out.WriteLine(line.TrimEnd());
        var margin = indent + (isStacked ? StackedIndent : new string(' ', widths[..last].Sum() + (2 * last)));
        foreach (var more in texts.Skip(isStacked ? 0 : 1).Where(text => text.Length > 0))
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

/// <summary>Widths of the columns, and whether the last one stands below its row.</summary>
internal sealed record TableLayout(int[] Widths, bool IsStacked);

/// <summary>A cell.</summary>
internal readonly record struct TableCell(string? Text, Func<string, string>? Paint = null)
{
    public static implicit operator TableCell(string? text) => new(text);
}
