namespace Gatepost.Gateway.Messages;

/// <summary>Which way a message goes for one recipient, told by the internal domains of the policy.</summary>
public enum Direction
{
    /// <summary>To one of our domains.</summary>
    Incoming = 0,

    /// <summary>To anybody else.</summary>
    Outgoing,
}
