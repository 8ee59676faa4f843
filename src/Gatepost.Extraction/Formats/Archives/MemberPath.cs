using System.Buffers;
using System.Collections.Frozen;

namespace Gatepost.Extraction.Formats.Archives;

/// <summary>Judges the path that an archive has for a member. We never write a file of that name; the recipient's unpacker may.</summary>
internal static class MemberPath
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("/\\");

    // Windows opens the device, whatever the folder and the extension.
    private static readonly FrozenSet<string> Devices = new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$" }
        .Concat(Enumerable.Range(1, 9).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" }))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>States what is wrong with the path of the member that was handed over last.</summary>
    public static void Report(string? name, FormatOutput output)
    {
        if (name is null)
            return;
        if (ClimbsOut(name))
            output.MemberProblem(Mail.Mime.PartProblemKind.Unread, "a path that climbs out of the folder it is unpacked in");
        else if (FindFlaw(name) is { } flaw)
            output.MemberProblem(Mail.Mime.PartProblemKind.Malformed, flaw);
    }

    /// <summary>True for a path that leads above its start, by any separator.</summary>
    public static bool ClimbsOut(ReadOnlySpan<char> name)
    {
        var depth = 0;
        while (true)
        {
            var end = name.IndexOfAny(Separators);
            // Windows drops blanks and dots behind a name: ".. " climbs too.
            var step = (end < 0 ? name : name[..end]).TrimEnd(' ');
            if (step is "..")
                depth--;
            else if (step is not "" and not ".")
                depth++;
            if (depth < 0)
                return true;
            if (end < 0)
                return false;
            name = name[(end + 1)..];
        }
    }

    private static string? FindFlaw(string name)
    {
        if (name.Length == 0)
            return "a member without a name";
        if (name.Contains('\0', StringComparison.Ordinal))
            return "a name with a NUL in it, which cuts it short for some programs";
        if (Separators.Contains(name[0]))
            return "an absolute path";
        if (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]))
            return "a path with a drive letter";
        return HasDevice(name) ? "a path that names a device" : null;
    }

    private static bool HasDevice(ReadOnlySpan<char> name)
    {
        var devices = Devices.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in name.SplitAny(Separators))
        {
            var step = name[range];
            var dot = step.IndexOf('.');
            if (devices.Contains((dot < 0 ? step : step[..dot]).TrimEnd(' ')))
                return true;
        }
        return false;
    }
}
