namespace Gatepost.Mail.Smtp.Server.Attributes;

/// <summary>XFORWARD's SOURCE: where the mail entered the server that passes it on.</summary>
public enum ClientSource
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>From that server's own users.</summary>
    Local,

    /// <summary>From elsewhere.</summary>
    Remote,
}
