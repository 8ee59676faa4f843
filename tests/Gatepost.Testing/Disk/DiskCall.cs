namespace Gatepost.Testing.Disk;

/// <summary>What a call asks of a <see cref="FaultyDisk"/>.</summary>
public enum DiskOperation
{
    /// <summary>Makes a folder.</summary>
    CreateFolder = 0,

    /// <summary>Opens a file, making it where the mode says so.</summary>
    Open,

    /// <summary>Writes.</summary>
    Write,

    /// <summary>Reads.</summary>
    Read,

    /// <summary>Cuts or extends.</summary>
    SetLength,

    /// <summary>fsync of a file.</summary>
    Sync,

    /// <summary>Lists a folder.</summary>
    List,

    /// <summary>Renames.</summary>
    Rename,

    /// <summary>Removes.</summary>
    Delete,

    /// <summary>fsync of a folder.</summary>
    SyncFolder,
}

/// <summary>One call.</summary>
/// <param name="Number">1 for the first call of the disk.</param>
/// <param name="Operation">What it asks.</param>
/// <param name="Path">Of what.</param>
public sealed record DiskCall(int Number, DiskOperation Operation, string Path);

/// <summary>What becomes of a call.</summary>
public enum DiskFault
{
    /// <summary>It does what it should.</summary>
    None = 0,

    /// <summary>It does nothing and fails.</summary>
    Fail,

    /// <summary>It does all of it, and tells of a failure.</summary>
    FailAfter,

    /// <summary>A write does half of it and fails; another call fails.</summary>
    Torn,

    /// <summary>The power goes: this call and all later ones fail, and what was not synced is at risk.</summary>
    PowerCut,
}
