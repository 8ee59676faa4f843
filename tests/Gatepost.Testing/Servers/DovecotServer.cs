using System.Security.Cryptography.X509Certificates;

namespace Gatepost.Testing.Servers;

/// <summary>
/// A real Dovecot that takes mail by LMTP, on a free loopback port and a Unix socket. <c>alice@example.org</c> and <c>bob@example.org</c> have mailboxes,
/// <c>broken@example.org</c> has one that cannot be written; nobody else exists. It also checks passwords for a Postfix: <c>gateway</c> has "open sesame".
/// </summary>
public sealed class DovecotServer : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private ChildProcess? _process;
    private TestCertificate? _certificate;

    private DovecotServer(TestFolder folder, int port) => (_folder, Port) = (folder, port);

    /// <summary>LMTP on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The other way in.</summary>
    public string SocketPath => _folder["run/lmtp"];

    /// <summary>Where another server asks it about passwords (<c>smtpd_sasl_path</c>).</summary>
    public string PasswordSocketPath => _folder["run/passwords"];

    /// <summary>What it wrote so far.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>The mailbox of a user.</summary>
    public Maildir Inbox(string user) => new(_folder[$"mail/{user}/Maildir"]);

    /// <summary>Starts one; returns when it answers.</summary>
    /// <param name="certificate">With it, and only then, STARTTLS is offered.</param>
    public static async Task<DovecotServer> StartAsync(X509Certificate2? certificate = null)
    {
        var dovecot = Requirement.Command("dovecot", "dovecot-lmtpd");
        Requirement.Root("Dovecot starts only as root.");
        var folder = new TestFolder("dovecot");
        var server = new DovecotServer(folder, Loopback.FreePort());
        if (certificate is not null)
            server._certificate = TestCertificate.Write(folder, "store.example", certificate);
        foreach (var user in new[] { "alice", "bob" })
            Directory.CreateDirectory(folder[$"mail/{user}"]);
        folder.Write("mail/broken", "a file where a folder should be");
        await ChildProcess.RunAsync("chown", ["-R", "65534:65534", folder["mail"]]);
        folder.Write("users", string.Concat(new[] { "alice", "bob", "broken" }.Select(user => $"{user}@example.org::65534:65534::{folder[$"mail/{user}"]}::\n")) + "gateway:{PLAIN}open sesame::::::\n");
        var configuration = folder.Write("dovecot.conf", server.Configuration());
        server._process = ChildProcess.Start(dovecot, ["-F", "-c", configuration], folder: folder.Path);
        try
        {
            await Wait.UntilAsync(
                async () => server._process.HasExited ? throw new InvalidOperationException($"Dovecot ended: {server.Log}") : await Loopback.IsListeningAsync(server.Port),
                TimeSpan.FromSeconds(60),
                () => $"Dovecot listens: {server.Log}");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private string Tls => _certificate is null ? "ssl = no" : $"ssl = yes\nssl_cert = <{_certificate.CertificateFile}\nssl_key = <{_certificate.KeyFile}";

    private string Configuration() =>
        $$"""
          base_dir = {{_folder["run"]}}
          state_dir = {{_folder["state"]}}
          log_path = /dev/stderr
          import_environment = GATEPOST_TEST_RUN GATEPOST_TEST_SERVER
          protocols = lmtp
          {{Tls}}
          auth_mechanisms = plain login
          listen = 127.0.0.1
          first_valid_uid = 65534
          first_valid_gid = 65534
          mail_location = maildir:~/Maildir
          postmaster_address = postmaster@example.org
          hostname = store.example
          passdb {
            driver = passwd-file
            args = username_format=%u {{_folder["users"]}}
          }
          userdb {
            driver = passwd-file
            args = username_format=%u {{_folder["users"]}}
          }
          service stats {
            chroot =
          }
          service auth {
            unix_listener passwords {
              mode = 0666
            }
          }
          service lmtp {
            unix_listener lmtp {
              mode = 0666
            }
            inet_listener lmtp {
              address = 127.0.0.1
              port = {{Port}}
            }
          }

          """;
}
