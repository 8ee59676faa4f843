namespace Gatepost.Gateway.Inspection;

/// <summary>
/// The names of <see cref="FindingCategory.Unscannable"/> findings. The policy tells an engine that is down (temporary failure by default)
/// from a message that cannot be read (quarantine by default) by them.
/// </summary>
public static class UnscannableNames
{
    /// <summary>No server of an engine answers: nothing to do with this message.</summary>
    public const string EngineDown = "ENGINE_DOWN";

    /// <summary>The inspector passed its own deadline.</summary>
    public const string TimedOut = "INSPECTION_TIMED_OUT";

    /// <summary>The inspector threw or its process died.</summary>
    public const string Failed = "INSPECTION_FAILED";

    /// <summary>A limit of size, depth, count or ratio was met.</summary>
    public const string LimitReached = "LIMIT_REACHED";

    /// <summary>Packed or encoded in a way that cannot be read.</summary>
    public const string Unsupported = "UNSUPPORTED_FORMAT";

    /// <summary>Damaged, or made so that programs see different content in it: something in it was not inspected.</summary>
    public const string Unread = "UNREAD_PART";

    /// <summary>The content took the process down before (in-flight ledger).</summary>
    public const string Poison = "POISON";
}
