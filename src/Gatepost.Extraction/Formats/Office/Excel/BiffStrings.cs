using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>Strings of workbooks: 8 or 16 bits a character since Excel 97 ([MS-XLS] 2.5.293), of a code page before.</summary>
internal static class BiffStrings
{
    private const int Wide = 1;
    private const int HasPhonetic = 4;
    private const int HasRuns = 8;

    /// <summary>Characters that follow each other in one record; <paramref name="at"/> is moved behind them.</summary>
    public static string Characters(ReadOnlySpan<byte> octets, ref int at, int count, bool isWide)
    {
        var there = octets.Part(at, isWide ? count * 2L : count);
        at += there.Length;
        return isWide ? Encoding.Unicode.GetString(there) : Encoding.Latin1.GetString(there);
    }

    /// <summary>A string with a length of 8 or 16 bits, flags, and characters.</summary>
    public static string Read(ReadOnlySpan<byte> octets, int at, bool hasLongLength)
    {
        int count = hasLongLength ? octets.UInt16At(at) : octets.Part(at, 1) is [var length] ? length : 0;
        at += hasLongLength ? 2 : 1;
        var flags = octets.Part(at, 1) is [var first] ? first : 0;
        at++;
        if (hasLongLength)
            at += ((flags & HasRuns) != 0 ? 2 : 0) + ((flags & HasPhonetic) != 0 ? 4 : 0);
        return Characters(octets, ref at, count, (flags & Wide) != 0);
    }

    /// <summary>The same of Excel 5 and 95.</summary>
    public static string ReadOld(ReadOnlySpan<byte> octets, int at, bool hasLongLength, int codePage)
    {
        int count = hasLongLength ? octets.UInt16At(at) : octets.Part(at, 1) is [var length] ? length : 0;
        return (Charset.Find($"cp{codePage}") ?? Encoding.Latin1).GetString(octets.Part(at + (hasLongLength ? 2 : 1), count));
    }

    /// <summary>The table of strings that cells share ([MS-XLS] 2.4.265), over all records that it goes on in. At a seam within the characters of a string its flags stand again.</summary>
    public static void ReadTable(BiffRecords records, TextCollector text, CancellationToken cancellationToken)
    {
        var at = 8;
        while (!text.IsFull)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (at >= records.Octets.Length)
            {
                at -= records.Octets.Length;
                if (!records.ReadContinuation())
                    return;
            }
            int left = records.Octets.UInt16At(at);
            var flags = records.Octets.Part(at + 2, 1) is [var first] ? first : 0;
            at += 3;
            long behind = 0;
            if ((flags & HasRuns) != 0)
            {
                behind += records.Octets.UInt16At(at) * 4L;
                at += 2;
            }
            if ((flags & HasPhonetic) != 0)
            {
                behind += records.Octets.UInt32At(at);
                at += 4;
            }
            if (!ReadCharacters(records, text, ref at, left, flags))
                return;
            at = (int)Math.Min(int.MaxValue / 2, at + behind);
            text.NewLine();
        }
    }

    private static bool ReadCharacters(BiffRecords records, TextCollector text, ref int at, int left, int flags)
    {
        while (true)
        {
            var characters = Characters(records.Octets, ref at, left, (flags & Wide) != 0);
            text.Append(characters);
            left -= characters.Length;
            if (left <= 0)
                return true;
            if (!records.ReadContinuation())
                return false;
            flags = records.Octets.Length > 0 ? records.Octets[0] : 0;
            at = 1;
        }
    }
}
