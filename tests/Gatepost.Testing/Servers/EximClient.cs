namespace Gatepost.Testing.Servers;

/// <summary>
/// Exim as a client: hands one message to a server, with STARTTLS or not at all. Debian's package excludes Postfix's, so it is unpacked into the build output instead of being
/// installed, and runs in a mount namespace that shows it the user and the library that it looks for.
/// </summary>
public static class EximClient
{
    private static readonly string[] Packages = ["exim4-daemon-light", "exim4-base", "libidn12"];
    private static readonly SemaphoreSlim Unpacking = new(1);

    /// <summary>Sends one message; what Exim wrote to its log.</summary>
    public static async Task<string> SendAsync(int port, string from, string to)
    {
        Requirement.Root("Exim gets a mount namespace of its own.");
        var root = await UnpackAsync();
        using var folder = new TestFolder("exim");
        // The delivering process is no longer root, and must reach its spool and its log.
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        folder.Write("passwd", await File.ReadAllTextAsync("/etc/passwd") + "Debian-exim:x:64242:64242::/nonexistent:/usr/sbin/nologin\n");
        folder.Write("group", await File.ReadAllTextAsync("/etc/group") + "Debian-exim:x:64242:\n");
        folder.Write("exim.conf", Configuration(folder, root, port));
        var script = folder.Write("exim.sh",
            $"""
             set -e
             mount --bind {folder["passwd"]} /etc/passwd
             mount --bind {folder["group"]} /etc/group
             lib=$(dirname {root}/usr/lib/*/libidn.so.12)
             mount -t overlay -o lowerdir=$lib:/usr/lib/$(basename $lib) none /usr/lib/$(basename $lib)
             exec {root}/usr/sbin/exim4 "$@"
             """);
        var sent = await ChildProcess.RunAsync(
            "unshare", ["--mount", "sh", script, "-C", folder["exim.conf"], "-odf", "-f", from, to], $"From: {from}\nTo: {to}\nSubject: By Exim\n\nHello.\n",
            TimeSpan.FromSeconds(90));
        var log = File.Exists(folder["mainlog"]) ? await File.ReadAllTextAsync(folder["mainlog"]) : "";
        return sent.Both + log;
    }

    private static string Configuration(TestFolder folder, string root, int port) =>
        $"""
         primary_hostname = exim.example
         exim_path = {root}/usr/sbin/exim4
         exim_user = Debian-exim
         exim_group = Debian-exim
         never_users =
         trusted_users = root
         spool_directory = {folder["spool"]}
         log_file_path = {folder.Path}/%slog
         begin routers
         gateway:
           driver = manualroute
           route_list = * 127.0.0.1
           self = send
           transport = smtp
         begin transports
         smtp:
           driver = smtp
           port = {port}
           hosts_require_tls = *
           tls_verify_certificates =
           tls_try_verify_hosts =
         """;

    private static async Task<string> UnpackAsync()
    {
        var folder = Path.Combine(Requirement.RepositoryRoot(), "artifacts", "servers", "exim4");
        await Unpacking.WaitAsync();
        try
        {
            if (!File.Exists(Path.Combine(folder, "done")))
                await DownloadAsync(folder);
        }
        finally
        {
            Unpacking.Release();
        }
        return folder;
    }

    private static async Task DownloadAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var got = await ChildProcess.RunAsync("sh", ["-c", $"cd '{folder}' && apt-get download {string.Join(' ', Packages)} && for deb in *.deb; do dpkg -x $deb .; done"], timeout: TimeSpan.FromMinutes(5));
        if (got.ExitCode != 0)
            Requirement.Missing($"Exim's packages cannot be downloaded: {got.Error}");
        await File.WriteAllTextAsync(Path.Combine(folder, "done"), "");
    }
}
