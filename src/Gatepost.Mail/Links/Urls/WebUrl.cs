using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Links.Urls;

/// <summary>A URL as browsers understand it (https://url.spec.whatwg.org/): its parts, percent-encoded.</summary>
internal sealed record WebUrl(string Scheme)
{
    private static readonly FrozenDictionary<string, int> Ports =
        new Dictionary<string, int> { ["http"] = 80, ["https"] = 443, ["ftp"] = 21, ["ws"] = 80, ["wss"] = 443, ["file"] = -1 }.ToFrozenDictionary(StringComparer.Ordinal);

    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Null where the URL has none; empty for files of this machine.</summary>
    public string? Host { get; init; }

    public int? Port { get; init; }

    /// <summary>The segments; of an opaque path only one.</summary>
    public ImmutableArray<string> Path { get; init; } = [];

    /// <summary>No hierarchy: <c>mailto:</c>, <c>data:</c>.</summary>
    public bool HasOpaquePath { get; init; }

    public string? Query { get; init; }

    public string? Fragment { get; init; }

    /// <summary>Of the schemes that browsers know: they have a host, and a backslash is a slash in them.</summary>
    public bool IsSpecial => IsSpecialScheme(Scheme);

    public bool IsWeb => Scheme is "http" or "https";

    public static bool IsSpecialScheme(string scheme) => Ports.ContainsKey(scheme);

    /// <summary>-1 for none.</summary>
    public static int DefaultPort(string scheme) => Ports.GetValueOrDefault(scheme, -1);

    /// <summary>The path as the serialised URL has it.</summary>
    public string PathText => HasOpaquePath ? Path[0] : string.Concat(Path.Select(segment => "/" + segment));

    /// <summary>The serialised URL (section 4.5).</summary>
    public override string ToString()
    {
        var output = new StringBuilder(64).Append(Scheme).Append(':');
        if (Host is not null)
        {
            output.Append("//").Append(User);
            if (Password.Length > 0)
                output.Append(':').Append(Password);
            if (User.Length > 0 || Password.Length > 0)
                output.Append('@');
            output.Append(Host);
            if (Port is { } port)
                output.Append(CultureInfo.InvariantCulture, $":{port}");
        }
        else if (!HasOpaquePath && Path.Length > 1 && Path[0].Length == 0)
        {
            output.Append("/.");
        }
        if (HasOpaquePath)
            output.Append(Path[0]);
        else
            foreach (var segment in Path)
                output.Append('/').Append(segment);
        if (Query is not null)
            output.Append('?').Append(Query);
        return Fragment is null ? output.ToString() : output.Append('#').Append(Fragment).ToString();
    }
}
