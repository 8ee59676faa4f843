using System.Runtime.CompilerServices;

namespace Gatepost.Fuzz;

/// <summary>The checks of the targets.</summary>
internal static class Expect
{
    public static void That(bool holds, string what)
    {
        if (!holds)
            throw new BrokenPropertyException(what);
    }

    /// <summary>As the other, where the words cost something to make.</summary>
    public static void That(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref BrokenWords what)
    {
        if (!holds)
            throw new BrokenPropertyException(what.ToString());
    }

    public static void Equal(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        var common = expected.CommonPrefixLength(actual);
        if (common != expected.Length || common != actual.Length)
            throw new BrokenPropertyException($"{what}: octets differ at {common} (lengths {expected.Length} and {actual.Length}):\n{Around(expected, common)}\n{Around(actual, common)}");
    }

    private static string Around(ReadOnlySpan<byte> octets, int at)
    {
        var start = Math.Max(0, at - 40);
        return System.Text.Json.JsonSerializer.Serialize(System.Text.Encoding.Latin1.GetString(octets[start..Math.Min(octets.Length, at + 40)]));
    }

    public static void Equal(string expected, string actual, string what)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
            throw new BrokenPropertyException($"{what}:\n--- expected\n{expected}\n--- actual\n{actual}");
    }

    /// <summary>Words of a failed check, made only when it failed.</summary>
    [InterpolatedStringHandler]
    public ref struct BrokenWords
    {
        private DefaultInterpolatedStringHandler _words;

        public BrokenWords(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            _words = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string text) => _words.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _words.AppendFormatted(value);

        public override string ToString() => _words.ToString();
    }
}
