namespace Gatepost.Mail.Smtp.Server;

/// <summary>Where a session stands; the verb table says which commands fit where.</summary>
[Flags]
internal enum SessionPhase
{
    None = 0,

    /// <summary>Before HELO or EHLO.</summary>
    Start = 1,

    /// <summary>Greeted, no transaction.</summary>
    Ready = 2,

    /// <summary>After MAIL, no recipient accepted.</summary>
    Mail = 4,

    /// <summary>At least one recipient accepted.</summary>
    Recipients = 8,

    /// <summary>After a BDAT that was not the last.</summary>
    Chunks = 16,

    Any = Start | Ready | Mail | Recipients | Chunks,
}
