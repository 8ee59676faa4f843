using System.Text;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Links.Urls;

namespace Gatepost.Mail.Links.Suffixes;

/// <summary>
/// The public suffix list (https://publicsuffix.org/list/): below which names people register theirs. The product carries a copy of its rules, made by <c>make-list.mjs</c> as a file of its own under
/// the list's own licence (MPL-2.0, which allows that beside Apache-2.0); where the system keeps a later one (Debian's package <c>publicsuffix</c> is renewed with the system), that counts. A list from the
/// network at run time would make what a message is judged by depend on the hour.
/// </summary>
internal sealed class PublicSuffixList
{
    private const string SystemList = "/usr/share/publicsuffix/public_suffix_list.dat";
    private const string PrivateSection = "===BEGIN PRIVATE DOMAINS===";
    private const string VersionMark = "// VERSION: ";

    /// <summary>The real list has 350 kB.</summary>
    private const int MaxListOctets = 4_194_304;

    /// <summary>Names of the DNS end at 253 characters; longer hosts are registered by nobody.</summary>
    private const int MaxNameLength = 253;

    private static readonly Lazy<PublicSuffixList> Shared = new(Load);

    private readonly Dictionary<string, SuffixRule>.AlternateLookup<ReadOnlySpan<char>> _rules;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _topLevels;
    private readonly string _version;

    private PublicSuffixList(TextReader list)
    {
        var rules = new Dictionary<string, SuffixRule>(11_000, StringComparer.Ordinal);
        var isPrivate = false;
        _version = "";
        while (list.ReadLine() is { } line)
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                isPrivate |= line.Contains(PrivateSection, StringComparison.Ordinal);
                if (line.StartsWith(VersionMark, StringComparison.Ordinal))
                    _version = line[VersionMark.Length..].Trim();
                continue;
            }
            // "Each line is only read up to the first whitespace."
            var end = line.AsSpan().IndexOfAny(' ', '\t');
            var rule = end < 0 ? line : line[..end];
            if (rule.Length > 0)
                Add(rules, rule, isPrivate);
        }
        _rules = rules.GetAlternateLookup<ReadOnlySpan<char>>();
        var topLevels = rules.Keys.Select(name => name[(name.LastIndexOf('.') + 1)..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        topLevels.UnionWith(topLevels.Select(InternationalName.ToUnicode).ToArray());
        _topLevels = topLevels.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The one that links are judged by.</summary>
    public static PublicSuffixList Current => Shared.Value;

    public static PublicSuffixList Read(TextReader list) => new(list);

    /// <summary>True for the last label of names of the Internet: what the list has a rule for, as A-label or U-label in any case.</summary>
    public bool IsTopLevel(ReadOnlySpan<char> label) => _topLevels.Contains(label);

    /// <summary>What of a host somebody registered: the public suffix and one label more.</summary>
    /// <param name="host">Lower case, A-labels, without a final dot.</param>
    /// <returns>Null for a public suffix itself, an address, an empty label.</returns>
    public RegisteredDomain? Find(string host)
    {
        if (host.Length is 0 or > MaxNameLength || IsNoName(host))
            return null;
        var suffix = SuffixStart(host, out var isPrivate, out var isListed);
        if (suffix <= 0)
            return null;
        var label = host.LastIndexOf('.', suffix - 2) + 1;
        return new RegisteredDomain(host[label..], isPrivate, isListed);
    }

    /// <summary>Where the longest suffix starts that a rule names; an exception goes before all; without a rule it is the last label.</summary>
    private int SuffixStart(string host, out bool isPrivate, out bool isListed)
    {
        var best = host.LastIndexOf('.') + 1;
        (isPrivate, isListed) = (false, false);
        for (var start = best; ; start = host.LastIndexOf('.', start - 2) + 1)
        {
            if (_rules.TryGetValue(host.AsSpan(start), out var rule))
            {
                if ((rule & SuffixRule.Exception) != 0)
                {
                    (isPrivate, isListed) = ((rule & SuffixRule.PrivateExact) != 0, true);
                    return host.IndexOf('.', start) + 1;
                }
                if ((rule & SuffixRule.Exact) != 0)
                    (best, isPrivate, isListed) = (start, (rule & SuffixRule.PrivateExact) != 0, true);
                if ((rule & SuffixRule.Wildcard) != 0 && start > 0)
                    (best, isPrivate, isListed) = (host.LastIndexOf('.', start - 2) + 1, (rule & SuffixRule.PrivateWildcard) != 0, true);
            }
            if (start == 0)
                return best;
        }
    }

    private static bool IsNoName(string host) =>
        host[0] == '.' || host[^1] == '.' || host.Contains("..", StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal)
        || (char.IsAsciiDigit(host[^1]) && System.Net.IPAddress.TryParse(host, out _));

    private static void Add(Dictionary<string, SuffixRule> rules, string rule, bool isPrivate)
    {
        var (name, kind) = rule switch
        {
            ['!', .. var exception] => (exception, SuffixRule.Exception | (isPrivate ? SuffixRule.PrivateExact : 0)),
            ['*', '.', .. var wildcard] => (wildcard, SuffixRule.Wildcard | (isPrivate ? SuffixRule.PrivateWildcard : 0)),
            _ => (rule, SuffixRule.Exact | (isPrivate ? SuffixRule.PrivateExact : 0)),
        };
        var ascii = DomainName.ToAscii(name);
        rules[ascii] = rules.GetValueOrDefault(ascii) | kind;
    }

    private static PublicSuffixList Load()
    {
        using var stream = typeof(PublicSuffixList).Assembly.GetManifestResourceStream("Gatepost.Mail.Links.Suffixes.PublicSuffixes.txt")!;
        using var reader = new StreamReader(stream);
        var own = new PublicSuffixList(reader);
        return OfSystem() is { } system && string.CompareOrdinal(system._version, own._version) > 0 ? system : own;
    }

    private static PublicSuffixList? OfSystem()
    {
        try
        {
            var octets = new FileInfo(SystemList) is { Exists: true, Length: < MaxListOctets } ? File.ReadAllBytes(SystemList) : [];
            var text = Encoding.UTF8.GetString(octets);
            // The last thing that the list has: a file that was cut is no list.
            return text.Contains("===END PRIVATE DOMAINS===", StringComparison.Ordinal) ? new PublicSuffixList(new StringReader(text)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>The rules that stand for one name.</summary>
[Flags]
internal enum SuffixRule
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>com</c>.</summary>
    Exact = 1,

    /// <summary><c>*.ck</c>.</summary>
    Wildcard = 2,

    /// <summary><c>!www.ck</c>.</summary>
    Exception = 4,

    /// <summary>The exact one, or the exception, stands in the private section.</summary>
    PrivateExact = 8,

    /// <summary>The wildcard does.</summary>
    PrivateWildcard = 16,
}

/// <summary>The part of a host that somebody registered.</summary>
/// <param name="Name">A-labels.</param>
/// <param name="IsPrivate">The suffix is no registry's but a company's that gives names away: <c>github.io</c>, <c>blogspot.com</c>.</param>
/// <param name="IsListed">A rule names the suffix; else it is one that the Internet does not know.</param>
internal sealed record RegisteredDomain(string Name, bool IsPrivate, bool IsListed);
