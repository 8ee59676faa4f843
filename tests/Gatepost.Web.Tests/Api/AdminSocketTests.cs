using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration;
using Gatepost.Web.Api;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gatepost.Web.Tests.Api;

public class AdminSocketTests
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Only_its_owner_may_open_the_socket()
    {
        await using var host = await ApiHost.StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(AdminSocket.PathOf(host.DataFolder)));
    }

    [Theory]
    [InlineData(0, 990, true)]
    [InlineData(990, 990, true)]
    [InlineData(1000, 990, false)]
    [InlineData(1000, 0, false)]
    public void Root_and_the_gateways_own_user_are_let_in(int peer, int own, bool isAllowed) => Assert.Equal(isAllowed, PeerCheck.IsAllowed(peer, own));

    [Fact]
    public async Task A_stranger_is_sent_away_even_when_the_mode_lets_him_in()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("needs root, to become another user");
        await using var host = await ApiHost.StartAsync();
        for (var folder = new DirectoryInfo(host.DataFolder); folder.Name.Length > 0 && folder.FullName != "/tmp"; folder = folder.Parent!)
            folder.UnixFileMode = Everybody;
        var socket = AdminSocket.PathOf(host.DataFolder);
        File.SetUnixFileMode(socket, Everybody);
        Assert.Equal("200", await CurlAsync(socket, "0"));
        Assert.Equal("000", await CurlAsync(socket, "65534"));
    }

    [Fact]
    public void A_path_that_the_system_cannot_take_is_told_with_what_to_do()
    {
        var settings = GatewaySettingsLoader.Defaults(new SettingsPlace("/" + new string('x', 100), "mx.example.org"));
        var error = Assert.Throws<IOException>(() => AdminSocket.Bind(new KestrelServerOptions(), settings));
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_socket_is_an_outcome_and_no_exception()
    {
        using var client = new AdminClient("/nowhere/admin.sock", TimeSpan.FromSeconds(5));
        Assert.Equal(AdminOutcome.NotRunning, (await client.GetAsync("status", AdminJson.Default.GatewayStatus, CancellationToken.None)).Outcome);
    }

    private static async Task<string> CurlAsync(string socket, string userId)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "setpriv", ["--reuid", userId, "--clear-groups", "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", socket, "http://gatepost/api/v1/status"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
