using System.Globalization;
using System.Net;

namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>
/// Counts failed authentications per client and per account, and says when enough is enough. An address from which an account was let in before is spared the account's count: strangers
/// who guess must not lock the owner out. Thread-safe, bounded.
/// </summary>
internal sealed class GuessLimiter(AuthenticationLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly FailureCounts<IPAddress> _clients = new(limits.Window, limits.Remembered, null);
    private readonly FailureCounts<string> _accounts = new(limits.Window, limits.Remembered, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(IPAddress Client, string Account), DateTimeOffset> _familiar = [];

    /// <summary>Null, or why no password is tried now.</summary>
    public string? Objection(IPAddress client, string account)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_clients.Find(ClientKey.Of(client), now) is { } ofClient && ofClient.Count >= limits.FailuresPerClient)
                return Sentence("from your address", ofClient.Since, now);
            if (IsFamiliar(client, account, now))
                return null;
            return _accounts.Find(account, now) is { } ofAccount && ofAccount.Count >= limits.FailuresPerAccount ? Sentence("for this account", ofAccount.Since, now) : null;
        }
    }

    /// <summary>Counted before the password is tried, so that many guesses at the same moment are not one.</summary>
    public void CountFailure(IPAddress client, string account)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            _clients.Add(ClientKey.Of(client), now);
            _accounts.Add(account, now);
        }
    }

    /// <summary>The password was right, though it was counted as wrong beforehand.</summary>
    public void CountSuccess(IPAddress client, string account)
    {
        TakeBack(client, account);
        var key = (ClientKey.Of(client), account.ToLowerInvariant());
        lock (_lock)
        {
            if (_familiar.Count >= limits.Remembered && !_familiar.ContainsKey(key))
                _familiar.Clear();
            _familiar[key] = time.GetUtcNow();
        }
    }

    /// <summary>Nothing was tried after all.</summary>
    public void TakeBack(IPAddress client, string account)
    {
        lock (_lock)
        {
            _clients.TakeBack(ClientKey.Of(client));
            _accounts.TakeBack(account);
        }
    }

    private bool IsFamiliar(IPAddress client, string account, DateTimeOffset now) =>
        _familiar.TryGetValue((ClientKey.Of(client), account.ToLowerInvariant()), out var last) && now - last < limits.Familiar;

    private string Sentence(string what, DateTimeOffset since, DateTimeOffset now)
    {
        var minutes = Math.Max(1, (int)Math.Ceiling((since + limits.Window - now).TotalMinutes));
        return string.Create(CultureInfo.InvariantCulture, $"Too many failed authentications {what}; try again in {minutes} minute{(minutes == 1 ? "" : "s")}");
    }
}
