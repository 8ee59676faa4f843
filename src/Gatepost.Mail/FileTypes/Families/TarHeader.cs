using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>The header of tar from before POSIX has no mark, but a checksum over its 512 octets.</summary>
internal static class TarHeader
{
    private const int Octets = 512;
    private const int ChecksumAt = 148;
    private const int ChecksumOctets = 8;

    public static bool IsOld(FileContent content)
    {
        if (content.Head.Length < Octets || content.Head[0] == 0)
            return false;
        var (sum, stated) = (0, 0);
        for (var at = 0; at < Octets; at++)
        {
            var isChecksum = at is >= ChecksumAt and < ChecksumAt + ChecksumOctets;
            sum += isChecksum ? ' ' : content.Head[at];
            if (isChecksum && content.Head[at] is >= (byte)'0' and <= (byte)'7')
                stated = (stated << 3) | (content.Head[at] - '0');
        }
        return sum == stated;
    }
}
