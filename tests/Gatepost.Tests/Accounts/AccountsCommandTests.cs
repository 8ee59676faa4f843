using System.Text;

namespace Gatepost.Tests.Accounts;

public sealed class AccountsCommandTests
{
    [Fact]
    public async Task An_account_is_added_with_a_password_that_is_shown_once_and_removed_again()
    {
        using var run = new CommandRun();
        Assert.Equal(0, await run.RunAsync("accounts", "add", "printer", "--data", run.Folder));
        Assert.Matches("^[a-z2-9]{20}\n$", run.Out);
        var file = Path.Combine(run.Folder, "accounts");
        Assert.DoesNotContain(run.Out.Trim(), File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("printer:$pbkdf2-sha512$210000$", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        run.Input = Encoding.UTF8.GetBytes("correct horse\n");
        Assert.Equal(0, await run.RunAsync("accounts", "add", "crm@example.org", "--password-stdin", "--file", file));
        Assert.Equal("", run.Out);
        await run.RunAsync("accounts", "list", "--file", file);
        Assert.Equal("crm@example.org\nprinter\n", run.Out);
        Assert.Equal(0, await run.RunAsync("accounts", "remove", "PRINTER", "--file", file));
        await run.RunAsync("accounts", "list", "--file", file);
        Assert.Equal("crm@example.org\n", run.Out);
    }

    [Fact]
    public async Task What_cannot_be_done_is_told()
    {
        using var run = new CommandRun();
        Assert.Equal(1, await run.RunAsync("accounts", "remove", "printer", "--data", run.Folder));
        Assert.Equal("gatepost: there is no account printer\n", run.Error);
        Assert.Equal(1, await run.RunAsync("accounts", "add", "a b", "--data", run.Folder));
        Assert.Equal("gatepost: an account's name has up to 64 letters, digits and . - _ @ +\n", run.Error);
        run.Input = "short\n"u8.ToArray();
        Assert.Equal(1, await run.RunAsync("accounts", "add", "printer", "--password-stdin", "--data", run.Folder));
        Assert.Equal("gatepost: standard input holds no password of 8 to 255 octets in one line\n", run.Error);
        run.Write("accounts", "nonsense\n");
        Assert.Equal(1, await run.RunAsync("accounts", "list", "--data", run.Folder));
        Assert.Contains("accounts:1: expected name:", run.Error, StringComparison.Ordinal);
    }
}
