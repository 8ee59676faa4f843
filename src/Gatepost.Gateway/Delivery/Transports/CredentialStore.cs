using Gatepost.Gateway.Configuration;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>
/// The secrets behind the names that policies use. A file is read for each connection, so that a changed password needs no restart. Thread-safe.
/// </summary>
internal sealed class CredentialStore(GatewaySettings settings)
{
    /// <summary>Octets of a password file; anything longer is another file.</summary>
    private const int MostOctets = 4_096;

    /// <summary>The credentials of a name, or why there are none.</summary>
    public (SmtpCredentials? Credentials, string? Trouble) Find(string name)
    {
        if (!settings.Credentials.TryGetValue(name, out var entry))
            return (null, $"the policy asks for the credentials \"{name}\", which gatepost.yaml does not have");
        var (password, trouble) = entry.PasswordFile is { } file ? FromFile(file) : FromEnvironment(entry.PasswordEnvironment!);
        return password is null ? (null, $"the credentials \"{name}\": {trouble}") : (new SmtpCredentials(entry.User, password), null);
    }

    private static (string? Password, string? Trouble) FromFile(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostOctets)
                return (null, $"{path} is too large for a password");
            var password = File.ReadAllText(path).TrimEnd('\r', '\n');
            return password.Length == 0 ? (null, $"{path} is empty") : (password, null);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return (null, $"the password cannot be read: {trouble.Message}");
        }
    }

    private static (string? Password, string? Trouble) FromEnvironment(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } password ? (password, null) : (null, $"the environment has no {variable}");
}
