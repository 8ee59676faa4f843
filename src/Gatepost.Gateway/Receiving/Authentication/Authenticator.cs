using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Gatepost.Gateway.Receiving.Reloading;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server.Authentication;

namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>
/// Judges names and passwords. An account that does not exist costs as much time as one that does. Passwords that were right lately are known again by a keyed fingerprint, so that a
/// printer that authenticates itself for every page costs nothing. Thread-safe.
/// </summary>
internal sealed class Authenticator : IDisposable
{
    private readonly ReloadedFiles<AccountList> _accounts;
    private readonly AuthenticationLimits _limits;
    private readonly GuessLimiter _guesses;
    private readonly SemaphoreSlim _checks;
    private readonly PasswordHash _nobody;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (PasswordHash Hash, byte[] Fingerprint)> _proved = new(StringComparer.OrdinalIgnoreCase);
    private int _waiting;

    public Authenticator(ReloadedFiles<AccountList> accounts, AuthenticationLimits limits, TimeProvider time, int iterations = PasswordHash.DefaultIterations)
    {
        (_accounts, _limits) = (accounts, limits);
        _guesses = new GuessLimiter(limits, time);
        _checks = new SemaphoreSlim(limits.ChecksAtOnce);
        _nobody = PasswordHash.Make("", iterations);
    }

    private static SmtpReply Invalid => SmtpReply.Of(535, 7, 8, "The name or the password is wrong");

    /// <summary>Null lets the client in.</summary>
    public async ValueTask<SmtpReply?> JudgeAsync(IPAddress client, AuthenticationAttempt attempt, CancellationToken cancellationToken)
    {
        // What could be no account's name is not remembered either: it could be anything, and of any length.
        var name = AccountList.IsName(attempt.Account) ? attempt.Account : "";
        if (_guesses.Objection(client, name) is { } objection)
            return SmtpReply.Of(454, 7, 0, objection);
        _guesses.CountFailure(client, name);
        if (await IsRightAsync(name, attempt.Password, cancellationToken) is not { } isRight)
        {
            _guesses.TakeBack(client, name);
            return SmtpReply.Of(454, 7, 0, "Too many clients authenticate themselves at once; try again later");
        }
        if (isRight)
            _guesses.CountSuccess(client, name);
        return isRight ? null : Invalid;
    }

    public void Dispose() => _checks.Dispose();

    /// <summary>Null when too many wait already.</summary>
    private async ValueTask<bool?> IsRightAsync(string name, string password, CancellationToken cancellationToken)
    {
        var hash = _accounts.Current.Find(name);
        if (hash is not null && IsProved(name, hash, password))
            return true;
        if (Interlocked.Increment(ref _waiting) > _limits.Waiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }
        try
        {
            await _checks.WaitAsync(cancellationToken);
            try
            {
                var isRight = await Task.Run(() => (hash ?? _nobody).Verify(password), cancellationToken) && hash is not null;
                if (isRight)
                    _proved[name] = (hash!, hash!.Fingerprint(password, _key));
                return isRight;
            }
            finally
            {
                _checks.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>At most one entry for each account that there was: another hash is another password, or another salt.</summary>
    private bool IsProved(string name, PasswordHash hash, string password) =>
        _proved.TryGetValue(name, out var proved) && proved.Hash.ToString() == hash.ToString()
        && CryptographicOperations.FixedTimeEquals(proved.Fingerprint, hash.Fingerprint(password, _key));
}
