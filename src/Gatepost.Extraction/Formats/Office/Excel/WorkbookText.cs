using System.Globalization;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>
/// The text of workbooks of Excel 5 to 2003 ([MS-XLS]): the strings that cells share, what cells hold themselves, notes and text boxes, links, and what is reached outside. Macro sheets of
/// Excel 4 come out as members that hold their formulas.
/// </summary>
internal sealed class WorkbookText
{
    private const int Excel97 = 0x0600;

    private readonly BiffRecords _records;
    private readonly FormatOutput _output;
    private readonly TextCollector _text;
    private readonly MacroSheet _macros = new();
    private readonly Queue<(string Name, bool IsMacro)> _sheets = new();
    private bool _isExcel97 = true;
    private int _codePage = 1252;
    private string? _macroSheet;

    private WorkbookText(BiffRecords records, FormatOutput output)
    {
        (_records, _output) = (records, output);
        _text = new TextCollector(output);
    }

    public static void Read(CompoundFile file, CompoundEntry root, OpenedFile opened, FormatOutput output, CancellationToken cancellationToken)
    {
        var entry = file.FindStream(root, "Workbook") ?? file.FindStream(root, "Book")!;
        using var stream = file.OpenStream(entry);
        Read(stream, opened, output, cancellationToken);
    }

    /// <summary>Reads the records themselves.</summary>
    public static void Read(Stream workbook, OpenedFile opened, FormatOutput output, CancellationToken cancellationToken)
    {
        workbook.Position = 0;
        new WorkbookText(new BiffRecords(new BufferedStream(workbook, 65_536)), output).Read(opened, cancellationToken);
    }

    private void Read(OpenedFile opened, CancellationToken cancellationToken)
    {
        try
        {
            while (!_output.IsOver && _records.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_records.Id == WorkbookCipher.Record)
                {
                    _records.Cipher = WorkbookCipher.Open(_records.Octets, opened.Passwords);
                    if (_records.Cipher is null)
                    {
                        _output.Encrypted("a workbook that is encrypted");
                        return;
                    }
                }
                ReadRecord(_records.Octets, cancellationToken);
            }
        }
        finally
        {
            EndSheet();
            _text.Flush();
        }
    }

    private void ReadRecord(ReadOnlySpan<byte> record, CancellationToken cancellationToken)
    {
        switch (_records.Id)
        {
            case 0x0809:
                BeginSheet(record);
                break;
            case 0x0042:
                _codePage = record.UInt16At(0);
                break;
            case 0x0085:
                ListSheet(record);
                break;
            case 0x00FC:
                BiffStrings.ReadTable(_records, _text, cancellationToken);
                break;
            case 0x01B6:
                ReadTextBox(record);
                break;
            case 0x01B8:
                if (HyperlinkRecord.Read(record.Part(24, record.Length)) is { } link)
                    _output.Link(link.Target, "xls", link.Shown);
                break;
            case 0x0018:
                ReadName(record);
                break;
            case 0x01AE:
                ReadOutside(record);
                break;
            default:
                ReadCell(record);
                break;
        }
    }

    private void ReadCell(ReadOnlySpan<byte> record)
    {
        switch (_records.Id)
        {
            case 0x0204 or 0x00D6:
                AppendCell(String(record, 6));
                break;
            case 0x0207 or 0x0014 or 0x0015:
                AppendCell(String(record, 0));
                break;
            case 0x0203:
                AppendCell(record.DoubleAt(6).ToString("R", CultureInfo.InvariantCulture));
                break;
            case 0x027E:
                AppendCell(Packed(record.UInt32At(6)));
                break;
            case 0x00BD:
                for (var at = 4; at + 6 <= record.Length - 2; at += 6)
                    AppendCell(Packed(record.UInt32At(at + 2)));
                break;
            case 0x0006:
                ReadFormula(record);
                break;
            default:
                break;
        }
    }

    private string String(ReadOnlySpan<byte> record, int at) => _isExcel97 ? BiffStrings.Read(record, at, true) : BiffStrings.ReadOld(record, at, true, _codePage);

    private void AppendCell(string value)
    {
        _text.Append(value);
        _text.NewLine();
    }

    /// <summary>A number in 30 bits ([MS-XLS] 2.5.218).</summary>
    internal static string Packed(uint packed)
    {
        var value = (packed & 2) != 0 ? (int)packed >> 2 : BitConverter.Int64BitsToDouble((long)(packed & 0xFFFFFFFC) << 32);
        return ((packed & 1) != 0 ? value / 100 : value).ToString("R", CultureInfo.InvariantCulture);
    }

    private void BeginSheet(ReadOnlySpan<byte> record)
    {
        _isExcel97 = record.UInt16At(0) >= Excel97;
        var kind = record.UInt16At(2);
        if (kind == 5)
            return;
        EndSheet();
        var name = _sheets.TryDequeue(out var sheet) ? sheet.Name : "Macro";
        if (kind == 0x40 || sheet.IsMacro)
            _macroSheet = name;
    }

    private void EndSheet()
    {
        _macros.State(_output, _macroSheet);
        _macroSheet = null;
    }

    private void ListSheet(ReadOnlySpan<byte> record)
    {
        if (record.Length < 8 || _sheets.Count >= 1_000)
            return;
        var name = _isExcel97 ? BiffStrings.Read(record, 6, false) : BiffStrings.ReadOld(record, 6, false, _codePage);
        _sheets.Enqueue((name, record[5] == 1));
        AppendCell(name);
    }

    private void ReadTextBox(ReadOnlySpan<byte> record)
    {
        int left = record.UInt16At(10);
        while (left > 0 && _records.ReadContinuation())
        {
            var at = 1;
            var isWide = _records.Octets.Length > 0 && (_records.Octets[0] & 1) != 0;
            var characters = BiffStrings.Characters(_records.Octets, ref at, left, isWide);
            _text.Append(characters);
            left -= Math.Max(1, characters.Length);
        }
        _text.NewLine();
    }

    /// <summary>A name that is built in and starts macros ([MS-XLS] 2.5.198.66 has them by number: 1 is Auto_Open, 2 Auto_Close).</summary>
    private void ReadName(ReadOnlySpan<byte> record)
    {
        if (!_isExcel97 || record.Length < 15)
            return;
        var at = 15;
        var name = BiffStrings.Characters(record, ref at, record[3], (record[14] & 1) != 0);
        if ((record.UInt16At(0) & 0x20) != 0 && name is ['\u0001' or '\u0002'])
            name = name[0] == '\u0001' ? "Auto_Open" : "Auto_Close";
        if (name.StartsWith("auto", StringComparison.OrdinalIgnoreCase))
            _output.Text($"defined name {name}", TextKind.Property);
        StateWords(FormulaTokens.Read(record.Part(at, record.UInt16At(4))));
    }

    /// <summary>What is reached outside: another workbook by its packed path, or a program and its topic (DDE), with a mark between them ([MS-XLS] 2.5.277).</summary>
    private void ReadOutside(ReadOnlySpan<byte> record)
    {
        if (record.Length < 6)
            return;
        var path = BiffStrings.Read(record, 2, true);
        if (path.Contains('\u0003', StringComparison.Ordinal))
        {
            _output.Text("DDE " + path.Replace('\u0003', '|'), TextKind.Hidden);
            return;
        }
        var plain = new string([.. path.Where(character => character >= ' ')]);
        if (plain.Contains("://", StringComparison.Ordinal) || plain.StartsWith(@"\\", StringComparison.Ordinal))
            _output.Link(plain, "xls");
        else
            _output.Text(plain, TextKind.Property);
    }

    private void ReadFormula(ReadOnlySpan<byte> record)
    {
        if (!_isExcel97)
            return;
        var words = FormulaTokens.Read(record.Part(22, record.UInt16At(20)));
        StateWords(words);
        if (_macroSheet is not null)
            _macros.Add(string.Create(CultureInfo.InvariantCulture, $"R{record.UInt16At(0) + 1}C{record.UInt16At(2) + 1}\t{words}"));
    }

    private void StateWords(string words)
    {
        foreach (var url in FormulaLinks.In(words))
            _output.Link(url, "xls");
    }
}
