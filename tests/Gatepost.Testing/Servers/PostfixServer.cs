using System.Globalization;
using Gatepost.Testing.NextHops;

namespace Gatepost.Testing.Servers;

/// <summary>
/// A real Postfix with its own configuration and queue, on a free loopback port. It takes mail from loopback for anywhere; what becomes of it is
/// the role: relayed to one host, or delivered into a Maildir.
/// </summary>
public sealed class PostfixServer : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly int _master;

    private PostfixServer(TestFolder folder, int port, int master) => (_folder, Port, _master) = (folder, port, master);

    /// <summary>On 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Where a downstream server delivers.</summary>
    public Maildir Inbox => new(_folder["mail/inbox"]);

    /// <summary>Its mail log.</summary>
    /// <summary>Has Postfix try all of its queue now.</summary>
    public Task FlushAsync() => ChildProcess.RunAsync(Requirement.Command("postqueue", "postfix"), ["-c", _folder["etc"], "-f"]);

    public async Task<string> ReadLogAsync() => (await ChildProcess.RunAsync("cat", [_folder["mail.log"]])).Output;

    /// <summary>Messages that it still holds.</summary>
    public int Queued => new[] { "incoming", "active", "deferred", "maildrop" }.Select(queue => _folder["spool/" + queue]).Where(Directory.Exists)
        .Sum(queue => Directory.GetFiles(queue, "*", SearchOption.AllDirectories).Length);

    /// <summary>A server of the senders: relays everything to a port of the loopback interface.</summary>
    public static Task<PostfixServer> StartUpstreamAsync(int relayPort, bool tls = false, string more = "") => StartAsync("upstream",
        $"""
         relayhost = [127.0.0.1]:{relayPort}
         smtp_tls_security_level = {(tls ? "encrypt" : "none")}
         smtp_tls_loglevel = 1
         {more}
         """, _ => null);

    /// <summary>A server of the users: delivers <c>example.org</c> into a Maildir, and refuses <c>unknown@example.org</c>.</summary>
    public static Task<PostfixServer> StartDownstreamAsync(bool tls = false) =>
        StartAsync("downstream", Downstream, folder => tls ? TestCertificate.Create(folder, "downstream.example") : null);

    /// <summary>
    /// The same, but nothing comes in without TLS; it has a certificate for <c>downstream.example</c>, and one for a name that clients may ask for by SNI, both of one authority.
    /// </summary>
    public static Task<PostfixServer> StartProtectedDownstreamAsync(TestAuthority authority, string name) => StartAsync(
        "downstream",
        Downstream + "\nsmtpd_tls_security_level = encrypt\ntls_server_sni_maps = hash:{folder}/etc/sni\n",
        folder =>
        {
            var own = TestCertificate.Write(folder, name, authority.Issue(name));
            folder.Write("etc/sni", $"{name} {own.KeyFile}, {own.CertificateFile}\n");
            return TestCertificate.Write(folder, "downstream.example", authority.Issue("downstream.example"));
        });

    /// <summary>The same as a provider's smart host, which takes mail from those with a password only: Dovecot knows it. Without an authority it has no TLS, and asks in clear.</summary>
    public static Task<PostfixServer> StartSmartHostAsync(string passwordSocket, TestAuthority? authority) => StartAsync(
        "smarthost",
        Downstream + $"\nsmtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = {passwordSocket}\n"
        + $"smtpd_tls_auth_only = {(authority is null ? "no" : "yes")}\nsmtpd_relay_restrictions = permit_sasl_authenticated, reject\n",
        folder => authority is null ? null : TestCertificate.Write(folder, "smarthost.example", authority.Issue("smarthost.example")));

    private const string Downstream =
        """
        virtual_mailbox_domains = example.org
        virtual_mailbox_base = {folder}/mail
        virtual_mailbox_maps = static:inbox/
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        smtpd_recipient_restrictions = check_recipient_access inline:{{unknown@example.org = 550 5.1.1 no such user}}
        """;

    /// <summary>A server with a content filter, as <c>packaging/postfix</c> sets it up; it delivers <c>example.org</c> into a Maildir.</summary>
    public static async Task<PostfixServer> StartFilteredAsync(FilteredPostfix filtered) => await StartAsync("filtered", filtered.Main, _ => null, port => filtered.Master(port, hasReturn: true));

    /// <summary>Closes or opens the service to which the filter brings mail back.</summary>
    public async Task SetReturnAsync(FilteredPostfix filtered, bool isOpen)
    {
        _folder.Write("etc/master.cf", filtered.Master(Port, isOpen));
        ChildProcess.SendSignal(_master, Signals.HangUp);
        await Wait.UntilAsync(async () => await Loopback.IsListeningAsync(filtered.ReturnPort) == isOpen, TimeSpan.FromSeconds(60), () => "Postfix has read its services again");
    }

    private static async Task<PostfixServer> StartAsync(string role, string settings, Func<TestFolder, TestCertificate?> certify, Func<int, string>? services = null)
    {
        var postfix = Requirement.Command("postfix", "postfix");
        Requirement.Root("Postfix starts only as root.");
        var folder = new TestFolder("postfix");
        var port = Loopback.FreePort();
        foreach (var name in new[] { "etc", "spool", "data", "mail" })
            Directory.CreateDirectory(folder[name]);
        await ChildProcess.RunAsync("chown", ["postfix", folder["data"]]);
        await ChildProcess.RunAsync("chown", ["65534:65534", folder["mail"]]);
        var certificate = certify(folder);
        settings = settings.Replace("{folder}", folder.Path, StringComparison.Ordinal);
        folder.Write("etc/main.cf", PostfixConfiguration.Main(folder, role, settings, certificate));
        folder.Write("etc/master.cf", (services ?? PostfixConfiguration.Master)(port));
        // The table of names holds the octets of keys and certificates, which only a compiled one can.
        if (File.Exists(folder["etc/sni"]))
            await ChildProcess.RunAsync(Requirement.Command("postmap", "postfix"), ["-c", folder["etc"], "-F", "hash:" + folder["etc/sni"]]);
        var environment = new Dictionary<string, string> { ["GATEPOST_TEST_SERVER"] = "1" };
        var started = await ChildProcess.RunAsync(postfix, ["-c", folder["etc"], "start"], environment: environment);
        if (started.ExitCode != 0)
            throw new InvalidOperationException($"Postfix did not start: {started.Both}");
        // Not File.ReadAllText: Postfix holds a lock on the file, which .NET respects.
        var pid = await ChildProcess.RunAsync("cat", [folder["spool/pid/master.pid"]]);
        var server = new PostfixServer(folder, port, int.Parse(pid.Output.Trim(), CultureInfo.InvariantCulture));
        try
        {
            await Wait.UntilAsync(() => Loopback.IsListeningAsync(port), TimeSpan.FromSeconds(30), () => "Postfix listens");
        }
        catch (TimeoutException)
        {
            await server.DisposeAsync();
            throw;
        }
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The master ends its children itself.
        ChildProcess.SendSignal(_master, Signals.Terminate);
        await Wait.UntilAsync(() => !Directory.Exists($"/proc/{_master}"), TimeSpan.FromSeconds(20), "Postfix ends");
        _folder.Dispose();
    }
}
