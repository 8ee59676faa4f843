namespace Gatepost.Gateway.Spool;

/// <summary>
/// Named places where a crash test may kill the process. In production every call does nothing; the binary reads
/// <c>GATEPOST_FAILPOINT=name[:n]</c> and kills itself with SIGKILL when the place is passed for the n-th time.
/// </summary>
public interface IFailpoints
{
    /// <summary>The place was reached.</summary>
    void Hit(string name);
}

/// <summary>The names of the failpoints, listed so that the crash test can walk them all.</summary>
public static class FailpointNames
{
    /// <summary>Before fsync of the spool file.</summary>
    public const string BeforeContentSync = "spool-content-sync-before";

    /// <summary>After fsync of the spool file.</summary>
    public const string AfterContentSync = "spool-content-sync-after";

    /// <summary>Before the rename that commits.</summary>
    public const string BeforeRename = "spool-rename-before";

    /// <summary>After it.</summary>
    public const string AfterRename = "spool-rename-after";

    /// <summary>Before fsync of the folder.</summary>
    public const string BeforeFolderSync = "spool-folder-sync-before";

    /// <summary>After it: the message is committed.</summary>
    public const string AfterFolderSync = "spool-folder-sync-after";

    /// <summary>Before our 250 is written.</summary>
    public const string BeforeOurReply = "receive-reply-before";

    /// <summary>After it was flushed.</summary>
    public const string AfterOurReply = "receive-reply-after";

    /// <summary>Before the final dot goes to the next hop.</summary>
    public const string BeforeNextHopReply = "delivery-reply-before";

    /// <summary>After the next hop's 250 was read, before our record of it.</summary>
    public const string AfterNextHopReply = "delivery-reply-after";

    /// <summary>Before fsync of an appended state record.</summary>
    public const string BeforeStateSync = "spool-state-sync-before";

    /// <summary>After it.</summary>
    public const string AfterStateSync = "spool-state-sync-after";

    /// <summary>Before a finished file is removed.</summary>
    public const string BeforeRemove = "spool-remove-before";

    /// <summary>After it.</summary>
    public const string AfterRemove = "spool-remove-after";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        BeforeContentSync, AfterContentSync, BeforeRename, AfterRename, BeforeFolderSync, AfterFolderSync, BeforeOurReply, AfterOurReply,
        BeforeNextHopReply, AfterNextHopReply, BeforeStateSync, AfterStateSync, BeforeRemove, AfterRemove,
    ];
}
