using System.Globalization;
using System.Text;

namespace Gatepost.Fuzz.Loop;

/// <summary>Words of a target in the form of an afl++ dictionary.</summary>
internal static class AflWord
{
    public static string Quoted(string word)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in word)
            quoted.Append(c is < ' ' or > '~' or '"' or '\\' ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : c.ToString());
        return quoted.Append('"').ToString();
    }
}
