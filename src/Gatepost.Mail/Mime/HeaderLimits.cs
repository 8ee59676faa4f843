namespace Gatepost.Mail.Mime;

/// <summary>Bounds of <see cref="HeaderScanner"/>.</summary>
public sealed record HeaderLimits
{
    /// <summary>Octets that are searched for fields. The SMTP server takes 1 MB of header unless it is set to more (up to 64 MB); files given to the command line may hold any number. What is beyond is reported.</summary>
    public int BlockOctets { get; init; } = 4_194_304;

    /// <summary>Fields. Real mail has 20 to 150, a message after fifty relays some 400; this stops a block of a million <c>a:</c> lines.</summary>
    public int Fields { get; init; } = 10_000;
}
