using System.Globalization;
using System.Text;
using Gatepost.Extraction.Formats.Office.Excel;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Packages;

/// <summary>A binary part of a workbook ([MS-XLSB]): records whose numbers and lengths take one to four octets. Strings of cells, numbers, links, and what is reached outside.</summary>
internal sealed class BinaryWorkbookText(FormatOutput output, PackageRelations relations, string part)
{
    private const int PackedCell = 2;
    private const int NumberCell = 5;
    private const int TextCell = 6;
    private const int FormulaText = 8;
    private const int FormulaNumber = 9;
    private const int FormulaBoolean = 10;
    private const int FormulaError = 11;
    private const int SharedString = 19;
    private const int SheetName = 156;
    private const int OutsideBook = 360;
    private const int Hyperlink = 494;
    private const int CommentText = 637;

    // A cell holds 32,767 characters, with what marks up its runs; of a longer record the start is read.
    private const int RecordOctets = 1_048_576;

    private readonly TextCollector _text = new(output);
    private readonly MacroSheet _macros = new();

    public void Read(Stream stream, CancellationToken cancellationToken)
    {
        using var records = new BufferedStream(stream, 65_536);
        try
        {
            while (!output.IsOver && ReadNumber(records, 2) is { } id && ReadNumber(records, 4) is { } length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var octets = records.ReadUpTo(Math.Min(length, RecordOctets));
                Skip(records, length - octets.Length);
                ReadRecord(id, octets);
            }
        }
        finally
        {
            _text.Flush();
            _macros.State(output, relations.MacroSheetOf(part));
        }
    }

    private void ReadRecord(int id, ReadOnlySpan<byte> record)
    {
        switch (id)
        {
            case SharedString or CommentText:
                Append(String(record, 1, out _));
                break;
            case TextCell or FormulaText:
                Append(String(record, 8, out var behind));
                if (id == FormulaText)
                    ReadFormula(record, behind);
                break;
            case PackedCell:
                Append(WorkbookText.Packed(record.UInt32At(8)));
                break;
            case NumberCell:
                Append(record.DoubleAt(8).ToString("R", CultureInfo.InvariantCulture));
                break;
            case FormulaNumber:
                ReadFormula(record, 16);
                break;
            case FormulaBoolean or FormulaError:
                ReadFormula(record, 9);
                break;
            case SheetName:
                String(record, 8, out var name);
                Append(String(record, name, out _));
                break;
            case OutsideBook:
                ReadOutside(record);
                break;
            case Hyperlink:
                relations.State(output, part, String(record, 16, out var place), ShownOf(record, place));
                break;
            default:
                break;
        }
    }

    private static string? ShownOf(ReadOnlySpan<byte> record, int place)
    {
        String(record, place, out var tip);
        String(record, tip, out var shown);
        return String(record, shown, out _) is { Length: > 0 } text ? text : null;
    }

    /// <summary>The words in the tokens of a formula; macro sheets show by them what they call.</summary>
    private void ReadFormula(ReadOnlySpan<byte> record, int at)
    {
        var words = PrintableWords.Of(record.Part(at, record.Length));
        foreach (var word in words.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.IndexOf("http", StringComparison.OrdinalIgnoreCase) is >= 0 and var begin && word.Contains("://", StringComparison.Ordinal))
                output.Link(word[begin..], "ooxml");
        }
        if (relations.MacroSheetOf(part) is not null)
            _macros.Add(words.Replace('\n', ' '));
    }

    /// <summary>Another workbook, a program with its topic (DDE), or an object ([MS-XLSB] 2.4.18).</summary>
    private void ReadOutside(ReadOnlySpan<byte> record)
    {
        var first = String(record, 2, out var behind);
        var second = String(record, behind, out _);
        if (record.UInt16At(0) == 1)
            output.Text($"DDE {first}|{second}", TextKind.Hidden);
    }

    private void Append(string text)
    {
        _text.Append(text);
        _text.NewLine();
    }

    private static string String(ReadOnlySpan<byte> record, int at, out int behind)
    {
        var count = record.UInt32At(at);
        // No string at all is a count of all ones.
        var octets = count == uint.MaxValue ? [] : record.Part(at + sizeof(uint), count * 2L);
        behind = at + sizeof(uint) + octets.Length;
        return Encoding.Unicode.GetString(octets);
    }

    /// <summary>Seven bits an octet; the highest says that more follow.</summary>
    private static int? ReadNumber(Stream stream, int maxOctets)
    {
        var number = 0;
        for (var index = 0; index < maxOctets; index++)
        {
            var octet = stream.ReadByte();
            if (octet < 0)
                return null;
            number |= (octet & 0x7F) << (7 * index);
            if ((octet & 0x80) == 0)
                break;
        }
        return number;
    }

    private static void Skip(Stream stream, int count)
    {
        Span<byte> block = stackalloc byte[4_096];
        while (count > 0 && stream.Read(block[..Math.Min(block.Length, count)]) is var read and > 0)
            count -= read;
    }
}
