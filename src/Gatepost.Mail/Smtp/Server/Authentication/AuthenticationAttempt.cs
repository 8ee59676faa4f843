namespace Gatepost.Mail.Smtp.Server.Authentication;

/// <summary>What a client says of itself by AUTH. It has no text form, so that a password reaches no log by accident.</summary>
/// <param name="mechanism"><c>PLAIN</c> or <c>LOGIN</c>.</param>
/// <param name="account">The name, as it came.</param>
/// <param name="password">The password, as it came.</param>
public sealed class AuthenticationAttempt(string mechanism, string account, string password)
{
    /// <summary><c>PLAIN</c> or <c>LOGIN</c>.</summary>
    public string Mechanism => mechanism;

    /// <summary>The name, as it came.</summary>
    public string Account => account;

    /// <summary>The password, as it came.</summary>
    public string Password => password;
}
