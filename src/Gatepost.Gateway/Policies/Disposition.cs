namespace Gatepost.Gateway.Policies;

/// <summary>What the policy decided for one recipient, mildest first: the strictest of a message's is its largest value.</summary>
public enum Disposition
{
    /// <summary>Goes on to its next hop.</summary>
    Deliver = 0,

    /// <summary>Goes to another server instead.</summary>
    HandOff,

    /// <summary>Goes on at a later time.</summary>
    Postpone,

    /// <summary>Stays in the spool until a person or a late inspection says otherwise.</summary>
    Hold,

    /// <summary>Goes to a quarantine area.</summary>
    Quarantine,

    /// <summary>451: the client shall try again.</summary>
    TemporaryFailure,

    /// <summary>550 with the reason.</summary>
    Reject,

    /// <summary>Accepted and thrown away.</summary>
    Delete,
}
