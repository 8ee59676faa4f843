using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Tables that calculate.</summary>
internal static class SpreadsheetTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Spreadsheet);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Packed("ole2", "xls", "Excel workbook", "xls xlt xla xlm xlw", "application/vnd.ms-excel application/msexcel application/excel application/x-msexcel"),
        Table.Packed("zip", "xlsx", "Excel workbook", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Table.Packed("zip", "xlsm", "Excel workbook with macros", "xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"),
        Table.Packed("zip", "xlsb", "binary Excel workbook", "xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        Table.Packed("zip", "xltx", "Excel template", "xltx", "application/vnd.openxmlformats-officedocument.spreadsheetml.template"),
        Table.Packed("zip", "xltm", "Excel template with macros", "xltm", "application/vnd.ms-excel.template.macroenabled.12"),
        Table.Packed("zip", "xlam", "Excel add-in", "xlam", "application/vnd.ms-excel.addin.macroenabled.12"),
        Table.Packed("zip", "ods", "OpenDocument spreadsheet", "ods ots fods", "application/vnd.oasis.opendocument.spreadsheet application/vnd.oasis.opendocument.spreadsheet-template"),
        Table.Packed("zip", "numbers", "Numbers spreadsheet", "numbers", "application/vnd.apple.numbers application/x-iwork-numbers-sffnumbers"),
        // [MS-XLS] 2.4.21 and the older BIFF versions: a workbook without a compound file around it, which Excel opens.
        Table.Binary("biff", "Excel workbook without a container", "xls xlw xlc xlm", "application/vnd.ms-excel",
            Mark.Start("09 00 04 00 ?? ?? 10 00"), Mark.Start("09 00 04 00 ?? ?? 20 00"), Mark.Start("09 00 04 00 ?? ?? 40 00"), Mark.Start("09 02 06 00 00 00"), Mark.Start("09 02 06 00 00 03"),
            Mark.Start("09 04 06 00 00 00"), Mark.Start("09 04 06 00 00 04"), Mark.Start("09 08 08 00 00 05"), Mark.Start("09 08 10 00 00 06")),
        Table.Binary("lotus-123", "Lotus 1-2-3 worksheet", "wk1 wk3 wk4 wks 123", "application/vnd.lotus-1-2-3",
            Mark.Start("00 00 02 00 04 04"), Mark.Start("00 00 02 00 06 04"), Mark.Start("00 00 1a 00 00 10 04 00"), Mark.Start("00 00 1a 00 02 10 04 00"), Mark.Start("00 00 1a 00 03 10 04 00"), Mark.Start("00 00 1a 00 05 10 04 00")),
        Table.Binary("quattro-pro", "Quattro Pro worksheet", "wq1 wq2 wb1 wb2", "application/x-quattro-pro", Mark.Start("00 00 02 00 20 51"), Mark.Start("00 00 02 00 21 51"), Mark.Start("00 00 02 00 01 10"), Mark.Start("00 00 02 00 02 10")),
        Table.Text("excel-xml", "Excel 2003 XML workbook", "xml xls", "application/vnd.ms-excel", "<", text => text.IsElement("Workbook") && text.Has("urn:schemas-microsoft-com:office:spreadsheet")),
        Table.Text("slk", "SYLK spreadsheet", "slk sylk", "application/x-sylk text/spreadsheet", "i", text => text.StartsWith("ID;") && text.HasLines(1, "C;", "B;", "P;", "F;", "O;", "NN;", "E")),
        Table.Text("dif", "DIF spreadsheet", "dif", "application/x-dif", "t", text => text.FirstLine() is "TABLE" && text.HasLines(1, "0,1") && text.HasLines(1, "VECTORS", "TUPLES")),
        Table.Text("csv", "table of values", "csv tsv tab txt", "text/csv text/tab-separated-values text/comma-separated-values application/csv", "", CsvRules.IsTable),
    ];
}
