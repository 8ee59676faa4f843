namespace Gatepost.Gateway.Logging;

/// <summary>Lines as syslog takes them.</summary>
internal static class SyslogLine
{
    /// <summary>Between characters: half of one would make the whole line unreadable for some.</summary>
    public static ReadOnlyMemory<byte> Cut(byte[] octets, int most)
    {
        if (octets.Length <= most)
            return octets;
        var end = most;
        while (end > 0 && (octets[end] & 0xC0) == 0x80)
            end--;
        return octets.AsMemory(0, end);
    }
}
