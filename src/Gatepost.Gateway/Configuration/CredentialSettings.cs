namespace Gatepost.Gateway.Configuration;

/// <summary>A name and the place of its password: exactly one of the two places is set.</summary>
/// <param name="User">The name to log in with.</param>
/// <param name="PasswordFile">Absolute path of a file that holds the password and nothing else.</param>
/// <param name="PasswordEnvironment">A variable of the environment.</param>
public sealed record CredentialSettings(string User, string? PasswordFile, string? PasswordEnvironment);
