namespace Gatepost.Testing.Servers;

/// <summary>swaks as a client.</summary>
public static class Swaks
{
    /// <summary>Sends one message; exit code 0 = accepted. The output is the dialogue.</summary>
    public static Task<ProgramResult> SendAsync(int port, string from, string to, params string[] more) => ChildProcess.RunAsync(
        Requirement.Command("swaks", "swaks"),
        ["--server", "127.0.0.1", "--port", $"{port}", "--from", from, "--to", to, "--helo", "client.example", "--timeout", "60", .. more]);
}

/// <summary>curl as a client.</summary>
public static class Curl
{
    /// <summary>Sends a file; exit code 0 = accepted.</summary>
    public static Task<ProgramResult> SendAsync(int port, string from, string to, string file, bool tls) => ChildProcess.RunAsync(
        Requirement.Command("curl", "curl"),
        [
            "--silent", "--show-error", "--verbose", "--max-time", "60", $"smtp://127.0.0.1:{port}/client.example", "--mail-from", from, "--mail-rcpt", to, "--upload-file", file,
            .. tls ? new[] { "--ssl-reqd", "--insecure" } : [],
        ]);
}

/// <summary>Python's smtplib as a client.</summary>
public static class PythonSmtplib
{
    private const string Script =
        """
        import smtplib, ssl, sys
        port, tls, sender, recipient = int(sys.argv[1]), sys.argv[2] == "tls", sys.argv[3], sys.argv[4]
        with smtplib.SMTP("127.0.0.1", port, local_hostname="client.example", timeout=60) as smtp:
            smtp.ehlo()
            if tls:
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                smtp.starttls(context=context)
                smtp.ehlo()
            try:
                refused = smtp.sendmail(sender, [recipient], sys.stdin.buffer.read())
                print("accepted", refused)
            except smtplib.SMTPResponseException as e:
                print("refused", e.smtp_code, e.smtp_error.decode())
                sys.exit(1)
            except smtplib.SMTPRecipientsRefused as e:
                print("refused", e.recipients)
                sys.exit(1)
        """;

    /// <summary>Sends a message; exit code 0 = accepted.</summary>
    public static Task<ProgramResult> SendAsync(int port, string from, string to, string message, bool tls) => ChildProcess.RunAsync(
        Requirement.Command("python3", "python3"), ["-c", Script, $"{port}", tls ? "tls" : "plain", from, to], message);
}
