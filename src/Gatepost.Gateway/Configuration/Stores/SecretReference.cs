namespace Gatepost.Gateway.Configuration.Stores;

/// <summary>Where a secret lies. It is read when it is needed, so that a changed password needs no restart, and stands in no settings that could be shown.</summary>
/// <param name="File">Absolute path of a file that holds it, or null.</param>
/// <param name="Variable">Name of an environment variable that holds it, or null.</param>
public sealed record SecretReference(string? File, string? Variable)
{
    /// <summary>A password is a line; whoever names a device file by mistake is told soon.</summary>
    private const int MostOctets = 65_536;

    /// <summary>The secret without the line end that editors leave. <see cref="IOException"/>, in words for an administrator, when it cannot be had.</summary>
    public string Read()
    {
        var text = File is not null ? ReadFile(File) : Environment.GetEnvironmentVariable(Variable!);
        var secret = text?.TrimEnd('\r', '\n');
        return string.IsNullOrEmpty(secret) ? throw new IOException($"The secret in {this} is empty.") : secret;
    }

    /// <summary>Where it lies, never what it is.</summary>
    public override string ToString() => File is not null ? $"the file {File}" : $"the environment variable {Variable}";

    private static string ReadFile(string path)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            return stream.Length <= MostOctets
                ? new StreamReader(stream).ReadToEnd()
                : throw new IOException($"The secret in the file {path} is larger than {MostOctets} octets.");
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"The secret in the file {path} cannot be read: {error.Message}", error);
        }
    }
}
