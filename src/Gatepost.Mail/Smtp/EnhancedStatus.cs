using System.Globalization;

namespace Gatepost.Mail.Smtp;

/// <summary>An enhanced mail system status code (RFC 3463): class 2, 4 or 5, subject and detail each 0 to 999.</summary>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>The wire form, such as <c>5.7.1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");
}
