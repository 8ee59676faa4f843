using System.Globalization;
using System.Text;

namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>
/// The tokens of a formula of Excel 97 to 2003 ([MS-XLS] 2.5.198) as words, in the order in which they are worked off: <c>"calc.exe" EXEC(1)</c>. Enough to see what a macro sheet calls and which
/// addresses it holds; it is no formula that a program could read again.
/// </summary>
internal static class FormulaTokens
{
    private const int TextToken = 0x17;
    private const int AttributeToken = 0x19;
    private const int ChooseAttribute = 0x04;
    private const int IntegerToken = 0x1E;
    private const int NumberToken = 0x1F;
    private const int FunctionToken = 0x21;
    private const int VariableFunctionToken = 0x22;
    private const int ReferenceToken = 0x24;

    /// <summary>Octets behind the first of each token, by its number without its class; 0 for operators.</summary>
    private static ReadOnlySpan<byte> Sizes =>
    [
        0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 3, 0, 0, 1, 1, 2, 8,
        7, 2, 3, 4, 4, 8, 6, 6, 6, 2, 4, 8, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 6, 10, 6, 10, 0, 0,
    ];

    public static string Read(ReadOnlySpan<byte> tokens)
    {
        var words = new StringBuilder();
        for (var at = 0; at < tokens.Length;)
        {
            var token = tokens[at] & 0x7F;
            // The bits of the class: reference, value, array.
            if ((token & 0x60) != 0)
                token = (token & 0x1F) | 0x20;
            at++;
            if (token == TextToken)
            {
                at = AppendText(tokens, at, words);
                continue;
            }
            AppendWord(tokens, token, at, words);
            at += Sizes[token];
            if (token == AttributeToken && at - 3 < tokens.Length && (tokens[at - 3] & ChooseAttribute) != 0)
                at += (tokens.UInt16At(at - 2) + 1) * 2;
        }
        return words.ToString();
    }

    private static int AppendText(ReadOnlySpan<byte> tokens, int at, StringBuilder words)
    {
        int count = tokens.Part(at, 1) is [var length] ? length : 0;
        var isWide = tokens.Part(at + 1, 1) is [var flags] && (flags & 1) != 0;
        at += 2;
        words.Append('"').Append(BiffStrings.Characters(tokens, ref at, count, isWide)).Append("\" ");
        return at;
    }

    private static void AppendWord(ReadOnlySpan<byte> tokens, int token, int at, StringBuilder words)
    {
        switch (token)
        {
            case IntegerToken:
                words.Append(CultureInfo.InvariantCulture, $"{tokens.UInt16At(at)} ");
                break;
            case NumberToken:
                words.Append(CultureInfo.InvariantCulture, $"{tokens.DoubleAt(at)} ");
                break;
            case FunctionToken:
                words.Append(CultureInfo.InvariantCulture, $"{Name(tokens.UInt16At(at))} ");
                break;
            case VariableFunctionToken:
                words.Append(CultureInfo.InvariantCulture, $"{Name(tokens.UInt16At(at + 1))}({(at < tokens.Length ? tokens[at] & 0x7F : 0)}) ");
                break;
            case ReferenceToken:
                words.Append(CultureInfo.InvariantCulture, $"R{tokens.UInt16At(at) + 1}C{(tokens.UInt16At(at + 2) & 0xFF) + 1} ");
                break;
            default:
                break;
        }
    }

    /// <summary>The functions that macros do harm or hide with ([MS-XLS] 2.5.198.17 has all of them); others by their number.</summary>
    private static string Name(int function) => (function & 0x8000) != 0 ? $"command {function & 0x7FFF}" : function switch
    {
        53 => "GOTO",
        54 => "HALT",
        55 => "RETURN",
        96 => "FORMULA",
        110 => "EXEC",
        111 => "CHAR",
        132 => "FOPEN",
        133 => "FCLOSE",
        136 => "FREAD",
        138 => "FWRITE",
        149 => "REGISTER",
        150 => "CALL",
        255 => "user-defined",
        359 => "HYPERLINK",
        _ => $"function {function}",
    };
}
