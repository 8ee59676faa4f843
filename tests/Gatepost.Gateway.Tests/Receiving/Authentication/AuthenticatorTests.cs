using System.Net;
using Gatepost.Gateway.Receiving.Authentication;
using Gatepost.Gateway.Receiving.Reloading;
using Gatepost.Mail.Smtp.Server.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Receiving.Authentication;

public sealed class AuthenticatorTests : IDisposable
{
    private const string Wrong = "535 5.7.8 The name or the password is wrong";
    private static readonly IPAddress Printer = IPAddress.Parse("192.0.2.10");
    private static readonly IPAddress Stranger = IPAddress.Parse("203.0.113.66");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Authenticator _authenticator;
    private AccountList _list = AccountList.Empty.With("printer", PasswordHash.Make("secret", 10));
    private readonly ReloadedFiles<AccountList> _accounts;

    public AuthenticatorTests()
    {
        _accounts = new ReloadedFiles<AccountList>("accounts", [], _list, () => Loaded<AccountList>.Of(_list), NullLogger.Instance);
        var limits = new AuthenticationLimits { FailuresPerClient = 3, FailuresPerAccount = 5 };
        _authenticator = new Authenticator(_accounts, limits, _time, iterations: 10);
    }

    [Fact]
    public async Task The_right_password_is_taken_in_any_case_of_the_name_and_others_are_not()
    {
        Assert.Null(await AskAsync(Printer, "printer", "secret"));
        Assert.Null(await AskAsync(Printer, "PRINTER", "secret"));
        Assert.Equal(Wrong, await AskAsync(Printer, "printer", "Secret"));
        Assert.Equal(Wrong, await AskAsync(Printer, "printers", "secret"));
        Assert.Equal(Wrong, await AskAsync(Stranger, "", ""));
        Assert.Equal(Wrong, await AskAsync(Stranger, "print er", "secret"));
    }

    [Fact]
    public async Task A_password_that_was_changed_or_removed_is_not_remembered()
    {
        Assert.Null(await AskAsync(Printer, "printer", "secret"));
        _list = _list.With("printer", PasswordHash.Make("other", 10));
        _accounts.Reload();
        Assert.Equal(Wrong, await AskAsync(Printer, "printer", "secret"));
        Assert.Null(await AskAsync(Printer, "printer", "other"));
        _list = AccountList.Empty;
        _accounts.Reload();
        Assert.Equal(Wrong, await AskAsync(Printer, "printer", "other"));
    }

    [Fact]
    public async Task A_client_that_guesses_is_put_off_and_told_for_how_long()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(Wrong, await AskAsync(Stranger, $"user{i}", "x"));
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal("454 4.7.0 Too many failed authentications from your address; try again in 7 minutes", await AskAsync(Stranger, "printer", "secret"));
        Assert.Null(await AskAsync(Printer, "printer", "secret"));
        _time.Advance(TimeSpan.FromMinutes(7));
        Assert.Null(await AskAsync(Stranger, "printer", "secret"));
    }

    [Fact]
    public async Task An_IPv6_network_is_one_client()
    {
        for (var i = 1; i <= 3; i++)
            await AskAsync(IPAddress.Parse($"2001:db8:0:1::{i}"), "printer", "x");
        Assert.StartsWith("454", await AskAsync(IPAddress.Parse("2001:db8:0:1::9"), "printer", "secret"), StringComparison.Ordinal);
        Assert.Null(await AskAsync(IPAddress.Parse("2001:db8:0:2::9"), "printer", "secret"));
    }

    [Fact]
    public async Task Guesses_from_everywhere_close_an_account_but_not_to_where_it_is_at_home()
    {
        Assert.Null(await AskAsync(Printer, "printer", "secret"));
        for (var i = 1; i <= 5; i++)
            Assert.Equal(Wrong, await AskAsync(IPAddress.Parse($"203.0.113.{i}"), "printer", "x"));
        Assert.Equal("454 4.7.0 Too many failed authentications for this account; try again in 10 minutes", await AskAsync(Stranger, "printer", "secret"));
        Assert.Null(await AskAsync(Printer, "printer", "secret"));
        for (var i = 6; i <= 10; i++)
            await AskAsync(IPAddress.Parse($"203.0.113.{i}"), "nobody", "x");
        Assert.StartsWith("454 4.7.0 Too many failed authentications for this account", await AskAsync(Stranger, "nobody", "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Counting_is_bounded_and_keeps_who_guesses_in_earnest()
    {
        var counts = new FailureCounts<int>(TimeSpan.FromMinutes(10), remembered: 100, null);
        for (var i = 0; i < 5; i++)
            counts.Add(-1, _time.GetUtcNow());
        for (var i = 0; i < 10_000; i++)
        {
            counts.Add(i, _time.GetUtcNow());
            Assert.True(counts.Count <= 100);
        }
        Assert.Equal(5, counts.Find(-1, _time.GetUtcNow())?.Count);
    }

    [Fact]
    public void A_hash_is_read_as_it_was_written_and_nothing_else_is()
    {
        var hash = PasswordHash.Make("p\u00e4ss", 5);
        Assert.True(PasswordHash.Parse(hash.ToString())!.Verify("pa\u0308ss"));
        Assert.NotEqual(hash.ToString(), PasswordHash.Make("p\u00e4ss", 5).ToString());
        foreach (var bad in new[] { "", "secret", "$1$abc$def", "$pbkdf2-sha512$0$AAAAAAAAAAAAAAAA$AAAA", "$pbkdf2-sha512$99999999999$AAAA$AAAA", hash + "$", hash.ToString()[..^4] })
            Assert.Null(PasswordHash.Parse(bad));
    }

    [Theory]
    [InlineData("printer", "accounts:1: expected name:$pbkdf2-sha512$..., as \"gatepost accounts add\" writes it")]
    [InlineData("# a\n\nprinter:secret", "accounts:3: expected name:$pbkdf2-sha512$..., as \"gatepost accounts add\" writes it")]
    [InlineData("a:{0}\nA:{0}", "accounts:2: the account A stands twice")]
    [InlineData("a b:{0}", "accounts:1: expected name:")]
    public void A_mistake_in_the_file_is_told_with_its_line(string text, string expected)
    {
        var problem = AccountList.Parse(text.Replace("{0}", PasswordHash.Make("x", 1).ToString(), StringComparison.Ordinal), "accounts").Problem;
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    public void Dispose() => _authenticator.Dispose();

    private async Task<string?> AskAsync(IPAddress client, string account, string password) =>
        (await _authenticator.JudgeAsync(client, new AuthenticationAttempt("PLAIN", account, password), CancellationToken.None))?.ToString();
}
