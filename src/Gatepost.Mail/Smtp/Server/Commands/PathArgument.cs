using System.Text;
using Gatepost.Mail.Addresses;

namespace Gatepost.Mail.Smtp.Server.Commands;

/// <summary>What the arguments of MAIL and RCPT have in common.</summary>
internal static class PathArgument
{
    /// <summary>
    /// Cuts <c>FROM:</c> or <c>TO:</c> off. Spaces after the colon are against RFC 5321, and so common in devices and scripts that every
    /// server takes them.
    /// </summary>
    internal static bool TryCut(string argument, string keyword, out string path)
    {
        var found = argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase);
        path = found ? argument[keyword.Length..].TrimStart(' ') : "";
        return found;
    }

    internal static bool NeedsUtf8(EmailAddress? address) =>
        address is not null && !(Ascii.IsValid(address.LocalPart) && Ascii.IsValid(address.Domain));
}
