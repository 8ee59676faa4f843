using System.Globalization;
using System.Text;

namespace Gatepost.Administration;

/// <summary>Builds routes of the API; every value is escaped.</summary>
internal static class Route
{
    /// <summary><c>queue/{id}/hold</c>.</summary>
    public static string Of(params string[] segments) => string.Join('/', segments.Select(Uri.EscapeDataString));

    /// <summary>Adds the parameters that have a value.</summary>
    public static string With(string route, params (string Key, string? Value)[] parameters)
    {
        var text = new StringBuilder(route);
        var mark = '?';
        foreach (var (key, value) in parameters)
        {
            if (value is null)
                continue;
            text.Append(mark).Append(key).Append('=').Append(Uri.EscapeDataString(value));
            mark = '&';
        }
        return text.ToString();
    }

    public static string? Text(DateTimeOffset? time) => time?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    public static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
