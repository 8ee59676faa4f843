namespace Gatepost.Gateway.Inspection.CrashGuard;

/// <summary>Where a content may be inspected, mildest first.</summary>
public enum InspectionPlace
{
    /// <summary>As usual.</summary>
    InProcess = 0,

    /// <summary>In a child process: it was in flight at a death, or the process dies too often to trust anything.</summary>
    ChildProcess,

    /// <summary>Nowhere: it was in flight at two deaths. It is held for a person.</summary>
    SetAside,
}
