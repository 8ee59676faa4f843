using System.Globalization;

namespace Gatepost.Gateway.Configuration.Yaml;

/// <summary>One mistake in a file that an administrator wrote.</summary>
/// <param name="File">As the administrator named it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">The key path such as <c>listeners[0].address</c>; empty for the file as a whole.</param>
/// <param name="Message">What was found and what was expected, one line.</param>
public sealed record ConfigurationError(string File, int Line, int Column, string Path, string Message)
{
    /// <summary><c>gatepost.yaml:12:5: listeners[0].address: ...</c>, the form that editors jump to.</summary>
    public override string ToString()
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: ");
        return Path.Length == 0 ? place + Message : place + Path + ": " + Message;
    }
}
