using System.Collections.Frozen;
using System.Globalization;
using Gatepost.Gateway.Receiving.Reloading;

namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>The accounts of relay clients, as their file holds them: a line <c>name:hash</c> for each. Names are compared without regard to case. Immutable.</summary>
internal sealed class AccountList
{
    /// <summary>Printers and applications; a directory of people is something else.</summary>
    private const int MaxAccounts = 100_000;

    private readonly FrozenDictionary<string, PasswordHash> _accounts;

    private AccountList(IReadOnlyDictionary<string, PasswordHash> accounts) =>
        _accounts = accounts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static AccountList Empty { get; } = new(new Dictionary<string, PasswordHash>());

    public IEnumerable<string> Names => _accounts.Keys.Order(StringComparer.OrdinalIgnoreCase);

    public PasswordHash? Find(string name) => _accounts.GetValueOrDefault(name);

    /// <summary>A name may be an address; it stands in logs, so it holds nothing that would mislead there.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '+');

    public AccountList With(string name, PasswordHash hash) => new(new Dictionary<string, PasswordHash>(_accounts, StringComparer.OrdinalIgnoreCase) { [name] = hash });

    public AccountList Without(string name)
    {
        var rest = new Dictionary<string, PasswordHash>(_accounts, StringComparer.OrdinalIgnoreCase);
        rest.Remove(name);
        return new AccountList(rest);
    }

    /// <summary>Reads the text of a file; a mistake is told with its line, and never with what stands there.</summary>
    public static Loaded<AccountList> Parse(string text, string file)
    {
        var accounts = new Dictionary<string, PasswordHash>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !IsName(line[..colon]) || PasswordHash.Parse(line[(colon + 1)..]) is not { } hash)
                return Wrong("expected name:$pbkdf2-sha512$..., as \"gatepost accounts add\" writes it");
            if (!accounts.TryAdd(line[..colon], hash))
                return Wrong($"the account {line[..colon]} stands twice");
            if (accounts.Count > MaxAccounts)
                return Wrong($"there are more than {MaxAccounts} accounts");
        }
        return Loaded<AccountList>.Of(new AccountList(accounts));
        Loaded<AccountList> Wrong(string what) => Loaded<AccountList>.Failed(string.Create(CultureInfo.InvariantCulture, $"{file}:{number}: {what}"));
    }

    /// <summary>The text of a file.</summary>
    public override string ToString() =>
        "# Accounts of relay clients; see \"gatepost accounts --help\".\n" + string.Concat(Names.Select(name => $"{name}:{_accounts[name]}\n"));
}
