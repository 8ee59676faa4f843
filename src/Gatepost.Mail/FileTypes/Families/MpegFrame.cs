namespace Gatepost.Mail.FileTypes.Families;

/// <summary>The header of a frame of MPEG audio (ISO/IEC 11172-3 section 2.4.1.3).</summary>
internal static class MpegFrame
{
    // Kilobits by the four bits of a header; layer III, MPEG 1 and MPEG 2.
    private static ReadOnlySpan<short> Rates => [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];

    private static ReadOnlySpan<short> LowRates => [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];

    private static ReadOnlySpan<int> Frequencies => [44_100, 48_000, 32_000, 0];

    /// <summary>Octets of the frame, or 0 where none begins: layer III alone, since the others are hardly met in mail.</summary>
    public static int Length(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 4 || octets[0] != 0xff || (octets[1] & 0xe6) != 0xe2)
            return 0;
        var version = (octets[1] >> 3) & 3;
        var rate = (version == 3 ? Rates : LowRates)[octets[2] >> 4] * 1_000;
        var frequency = Frequencies[(octets[2] >> 2) & 3] >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        if (rate == 0 || frequency == 0 || version == 1)
            return 0;
        return ((version == 3 ? 144 : 72) * rate / frequency) + ((octets[2] >> 1) & 1);
    }
}
