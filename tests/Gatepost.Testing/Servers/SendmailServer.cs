using System.Text.RegularExpressions;

namespace Gatepost.Testing.Servers;

/// <summary>
/// Two real Sendmails with the very files of <c>packaging/sendmail</c>, ports and folders replaced: the first takes mail and brings it to a filter, the second
/// takes it back and relays it to a port of the loopback interface. The second can be stopped and started again.
/// </summary>
public sealed class SendmailServer : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly string _root;
    private readonly int _returnPort;
    private ChildProcess? _first;
    private ChildProcess? _second;

    private SendmailServer(TestFolder folder, string root, int port, int returnPort) => (_folder, _root, Port, _returnPort) = (folder, root, port, returnPort);

    /// <summary>Of the first, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Messages in the queue of the first.</summary>
    public int Queued => Directory.GetFiles(_folder["mqueue-rx"], "qf*").Length;

    /// <summary>What both said.</summary>
    public string Output => _first?.Output + _second?.Output;

    /// <summary>Starts both.</summary>
    /// <param name="filterPort">Where the first brings mail.</param>
    /// <param name="returnPort">Where the second takes it back.</param>
    /// <param name="finalPort">Where the second delivers.</param>
    public static async Task<SendmailServer> StartAsync(int filterPort, int returnPort, int finalPort)
    {
        Requirement.Command("m4", "m4");
        Requirement.Root("Sendmail wants its queues to be root's.");
        var root = Path.Combine(Requirement.RepositoryRoot(), "artifacts", "sendmail");
        Requirement.Program(Path.Combine(root, "usr/libexec/sendmail/sendmail"), "Sendmail is not unpacked (tests/install-sendmail).");
        var folder = new TestFolder("sendmail");
        foreach (var name in new[] { "etc", "mqueue", "mqueue-rx", "var/host_status", "run" })
            Directory.CreateDirectory(folder[name]);
        folder.Write("etc/local-host-names", "");
        var server = new SendmailServer(folder, root, Loopback.FreePort(), returnPort);
        try
        {
            await server.ConfigureAsync("rx", text => text.Replace("Port=smtp", $"Port={server.Port}, Addr=127.0.0.1", StringComparison.Ordinal)
                .Replace("$h 10025", $"$h {filterPort}", StringComparison.Ordinal), "LOCAL_DOMAIN(`example.org')dnl\nFEATURE(`accept_unresolvable_domains')dnl");
            await server.ConfigureAsync("tx", text => text.Replace("Port=10026", $"Port={returnPort}", StringComparison.Ordinal),
                $"define(`SMART_HOST', `relay:[127.0.0.1]')dnl\ndefine(`RELAY_MAILER_ARGS', `TCP $h {finalPort}')dnl");
            server._first = await server.RunAsync("rx", server.Port);
            await server.StartSecondAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the second (again).</summary>
    public async Task StartSecondAsync() => _second = await RunAsync("tx", _returnPort);

    /// <summary>Ends the second.</summary>
    public async Task StopSecondAsync()
    {
        if (_second is not null)
            await _second.DisposeAsync();
        await Wait.UntilAsync(async () => !await Loopback.IsListeningAsync(_returnPort), TimeSpan.FromSeconds(60), () => "the second Sendmail ends");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_first is not null)
            await _first.DisposeAsync();
        if (_second is not null)
            await _second.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ConfigureAsync(string name, Func<string, string> ports, string ownSettings)
    {
        var cf = Path.Combine(_root, "usr/share/sendmail/cf/");
        var text = await File.ReadAllTextAsync(Path.Combine(Requirement.RepositoryRoot(), "packaging", "sendmail", $"sendmail-{name}.mc"));
        text = ports(text).Replace("/usr/share/sendmail/cf/", cf, StringComparison.Ordinal);
        text = Regex.Replace(text, "(?m)^dnl YOUR OWN SETTINGS.*$", ownSettings);
        // The folder of a test lies below one that everybody may write to.
        text = Regex.Replace(text, "(?m)^OSTYPE.*$", "$0\ndefine(`confDONT_BLAME_SENDMAIL', `ClassFileInUnsafeDirPath,HelpFileInUnsafeDirPath')dnl");
        var made = await ChildProcess.RunAsync("m4", [$"-D_CF_DIR_={cf}", _folder.Write($"{name}.mc", text)]);
        if (made.ExitCode != 0)
            throw new InvalidOperationException(made.Both);
        _folder.Write($"{name}.cf", made.Output
            .Replace("/etc/mail/", _folder["etc/"], StringComparison.Ordinal)
            .Replace("/var/lib/sendmail", _folder["var"], StringComparison.Ordinal)
            .Replace("/var/spool/", _folder.Path + "/", StringComparison.Ordinal)
            .Replace("=/run/", "=" + _folder["run/"], StringComparison.Ordinal));
    }

    /// <summary>Without a full host name Sendmail sleeps a minute before it starts: it gets a name of its own.</summary>
    private async Task<ChildProcess> RunAsync(string name, int port)
    {
        var sendmail = Path.Combine(_root, "usr/libexec/sendmail/sendmail");
        var process = ChildProcess.Start(
            Requirement.Command("unshare", "util-linux"),
            ["-u", "sh", "-c", "hostname sendmail.example.net && exec \"$@\"", "sh", sendmail, "-C", _folder[$"{name}.cf"], "-bD", "-q2s", "-X", _folder[$"{name}.log"]],
            folder: _folder.Path);
        try
        {
            await Wait.UntilAsync(() => Loopback.IsListeningAsync(port), TimeSpan.FromSeconds(60), () => $"Sendmail ({name}) listens: {process.Output}");
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}
