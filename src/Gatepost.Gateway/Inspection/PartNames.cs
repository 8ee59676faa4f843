using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspection;

/// <summary>
/// Every name that some program saves a part under: all that it claims, and of each also what stands before a NUL, where programs written in C end
/// (<c>evil.exe\0.txt</c>).
/// </summary>
internal static class PartNames
{
    /// <summary>None for a part without a name.</summary>
    public static IEnumerable<string> Of(MessagePart part)
    {
        foreach (var name in (IEnumerable<string?>)[part.Name, .. part.OtherNames])
        {
            if (name is null)
                continue;
            yield return name;
            if (name.IndexOf('\0', StringComparison.Ordinal) is var end and > 0)
                yield return name[..end];
        }
    }
}
