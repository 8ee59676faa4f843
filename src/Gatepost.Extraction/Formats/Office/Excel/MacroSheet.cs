using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>The formulas of a macro sheet of Excel 4, which run like a program: they come out as a member, a formula a line, so that whoever reads macros reads them too.</summary>
internal sealed class MacroSheet
{
    // A source of this size was made by a machine, and shows what it does long before.
    private const int Characters = 1_048_576;

    private readonly StringBuilder _formulas = new();

    /// <summary>Adds a formula.</summary>
    public void Add(string formula)
    {
        if (_formulas.Length + formula.Length < Characters)
            _formulas.Append(formula).Append('\n');
    }

    /// <summary>States the sheet, if it is one, and makes ready for the next.</summary>
    public void State(FormatOutput output, string? name)
    {
        if (name is not null)
        {
            output.Text($"Excel 4 macro sheet {name}", TextKind.Property);
            if (_formulas.Length > 0)
                output.Member(new MemberEntry { Name = name + ".xlm", DeclaredType = "text/x-excel4", Charset = "utf-8", IsFile = false }, Encoding.UTF8.GetBytes(_formulas.ToString()));
        }
        _formulas.Clear();
    }
}
