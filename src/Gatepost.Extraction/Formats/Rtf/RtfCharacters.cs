namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>Control words that are a character (RTF 1.9.1, "Special Characters").</summary>
internal static class RtfCharacters
{
    public static char? Find(ReadOnlySpan<char> word) => word switch
    {
        "par" or "line" or "row" or "sect" or "page" or "softline" or "nestrow" or "\r" or "\n" => '\n',
        "tab" or "cell" or "nestcell" => '\t',
        "emdash" => '\u2014',
        "endash" => '\u2013',
        "lquote" => '\u2018',
        "rquote" => '\u2019',
        "ldblquote" => '\u201C',
        "rdblquote" => '\u201D',
        "bullet" => '\u2022',
        "emspace" or "enspace" or "qmspace" or "~" => ' ',
        "_" => '-',
        "{" => '{',
        "}" => '}',
        "\\" => '\\',
        _ => null,
    };
}
