using System.Text;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>
/// An input that stands for a container: pieces behind lines <c>%%% NAME</c>. The target packs them, so that mutations damage what stands in the container and not its checksums and tables.
/// </summary>
internal static class InputSections
{
    private const int MaxSections = 40;

    private static ReadOnlySpan<byte> Mark => "%%% "u8;

    /// <summary>Names and octets, in order; what stands before the first mark belongs to none.</summary>
    public static List<(string Name, byte[] Octets)> Of(ReadOnlySpan<byte> input)
    {
        var sections = new List<(string, byte[])>();
        while (sections.Count < MaxSections && input.IndexOf(Mark) is var mark and >= 0)
        {
            input = input[(mark + Mark.Length)..];
            var line = input.IndexOf((byte)'\n');
            var name = Encoding.Latin1.GetString(line < 0 ? input : input[..line]);
            input = line < 0 ? default : input[(line + 1)..];
            var end = input.IndexOf(Mark);
            sections.Add((name, input[..(end < 0 ? input.Length : end)].ToArray()));
        }
        return sections;
    }
}
