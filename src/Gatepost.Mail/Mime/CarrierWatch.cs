using System.Buffers;

namespace Gatepost.Mail.Mime;

/// <summary>
/// Looks in a text that streams by for what only a worker can open: blobs in pages and their scripts, codes that are drawn with letters or cells. Cheap, and rather once too
/// often than not: what it finds is a reason to look closer, and no finding. Reused from part to part.
/// </summary>
internal sealed class CarrierWatch
{
    /// <summary>Longer than any mark, and than the shortest string that counts; so much of a window is looked at again with the next.</summary>
    private const int Overlap = 512;

    /// <summary>Base64 or hex without a break; tracking links reach 800, and have other signs in them.</summary>
    private const int LongRun = 1_024;

    /// <summary>Every run that is long enough passes such a point.</summary>
    private const int Stride = LongRun / 2;

    /// <summary>The smallest code has 21 by 21 modules, of which a row of letters holds two at a time, and about half are dark.</summary>
    private const int DrawnBlocks = 60;

    /// <summary>Corners of a code are seven signs (or fourteen) in a row, six of them three times at least.</summary>
    private const int CornerRuns = 6;

    /// <summary>As base64: the shortest archive or shortcut that does anything has some 100 octets.</summary>
    private const int FewestEncoded = 128;

    /// <summary>Shorter pieces of a string that is added up are words.</summary>
    private const int FewestInPiece = 16;

    /// <summary>The same of table cells, one a module; letters of news have up to a few hundred.</summary>
    private const int DrawnCells = 400;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    private static readonly SearchValues<byte> Encoded = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-\\%, "u8);

    private static readonly SearchValues<byte> Signs = SearchValues.Create("#@XMW10"u8);

    /// <summary>Octets that are looked at at once.</summary>
    private const int WindowOctets = 8_192;

    private readonly byte[] _window = new byte[WindowOctets];
    private readonly byte[] _lower = new byte[WindowOctets];
    private int _filled;
    private bool _isFirst;
    private bool _hasScript;
    private int _corners;
    private int _run;
    private int _blocks;
    private int _cells;

    /// <summary>True once something was seen; all of it after <see cref="End"/>.</summary>
    public bool HasFound { get; private set; }

    /// <summary>A new text begins.</summary>
    public void Begin() => (_filled, _isFirst, _hasScript, _run, _blocks, _corners, _cells, HasFound) = (0, true, false, 0, 0, 0, 0, false);

    /// <summary>The next octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        while (!HasFound && octets.Length > 0)
        {
            var taken = Math.Min(octets.Length, WindowOctets - _filled);
            octets[..taken].CopyTo(_window.AsSpan(_filled));
            _filled += taken;
            octets = octets[taken..];
            if (_filled == WindowOctets)
                Look();
        }
    }

    /// <summary>The text ends.</summary>
    public bool End()
    {
        if (!HasFound)
            Look();
        return HasFound;
    }

    private void Look()
    {
        var octets = _window.AsSpan(0, _filled);
        var lower = _lower.AsSpan(0, _filled);
        for (var index = 0; index < octets.Length; index++)
            lower[index] = char.IsAsciiLetterUpper((char)octets[index]) ? (byte)(octets[index] | 0x20) : octets[index];
        _hasScript |= lower.IndexOf("script"u8) >= 0;
        _blocks += CountBlocks(octets);
        _corners += CountCorners(octets);
        _cells += lower.Count("<td"u8) + lower.Count("<th"u8);
        HasFound = HoldsRun(octets) || HoldsMark(lower) || (_hasScript && HoldsEncodedString(octets))
            || _blocks >= DrawnBlocks || _corners >= CornerRuns || _cells >= DrawnCells;
        // A mark that is cut by the end of the window begins in what is kept.
        var kept = Math.Min(Overlap, _filled);
        octets[^kept..].CopyTo(_window);
        (_filled, _isFirst) = (kept, false);
    }

    private static bool HoldsMark(ReadOnlySpan<byte> lower) =>
        lower.IndexOf(";base64,"u8) >= 0 || lower.IndexOf("atob("u8) >= 0 || lower.IndexOf("fromcharcode"u8) >= 0 || lower.IndexOf("uint8array"u8) >= 0 || HoldsLink(lower);

    /// <summary>A <c>data:</c> link: in quotes, brackets or behind an equals sign, as no sentence has the word.</summary>
    private static bool HoldsLink(ReadOnlySpan<byte> lower)
    {
        for (var from = 0; lower[from..].IndexOf("data:"u8) is var found and >= 0; from += found + 1)
        {
            var before = lower[..(from + found)].TrimEnd(" \t\r\n"u8);
            if (before.IsEmpty || before[^1] is (byte)'"' or (byte)'\'' or (byte)'`' or (byte)'=' or (byte)'(')
                return true;
        }
        return false;
    }

    /// <summary>A string of a script that is one long word of digits, escapes or numbers, or many short pieces that are added up.</summary>
    private static bool HoldsEncodedString(ReadOnlySpan<byte> octets)
    {
        while (octets.IndexOfAny("\"'`["u8) is var quote and >= 0)
        {
            octets = octets[(quote + 1)..];
            var length = octets.IndexOfAnyExcept(Encoded) is var end and >= 0 ? end : octets.Length;
            if (length >= FewestEncoded || (length >= FewestInPiece && octets[length..].TrimStart(" \t\r\n\"'`"u8) is [(byte)'+', ..]))
                return true;
            octets = octets[length..];
        }
        return false;
    }

    /// <summary>Blocks and squares of Unicode, as UTF-8 and as references, and double signs.</summary>
    private static int CountBlocks(ReadOnlySpan<byte> octets) =>
        octets.Count((ReadOnlySpan<byte>)[0xe2, 0x96]) + octets.Count((ReadOnlySpan<byte>)[0xe2, 0xac]) + octets.Count("&#96"u8) + octets.Count("&#x25"u8) + octets.Count("&#X25"u8)
        + octets.Count("&block;"u8) + (octets.Count("##"u8) / 2);

    private static int CountCorners(ReadOnlySpan<byte> octets)
    {
        var runs = 0;
        while (runs < CornerRuns && octets.IndexOfAny(Signs) is var found and >= 0)
        {
            octets = octets[found..];
            var length = octets.IndexOfAnyExcept(octets[0]) is var end and >= 0 ? end : octets.Length;
            if (length is 7 or 14)
                runs++;
            octets = octets[length..];
        }
        return runs;
    }

    /// <summary>What is kept from window to window was counted before.</summary>
    private bool HoldsRun(ReadOnlySpan<byte> window)
    {
        var octets = _isFirst ? window : window[Math.Min(Overlap, window.Length)..];
        if (octets.Length == 0)
            return false;
        var first = octets.IndexOfAnyExcept(Base64);
        if (first < 0)
            return (_run += octets.Length) >= LongRun;
        if (_run + first >= LongRun)
            return true;
        _run = octets.Length - 1 - octets.LastIndexOfAnyExcept(Base64);
        if (_run >= LongRun)
            return true;
        for (var at = first + Stride; at < octets.Length; at += Stride)
        {
            if (!Base64.Contains(octets[at]))
                continue;
            var before = at - 1 - octets[..at].LastIndexOfAnyExcept(Base64);
            var after = octets[at..].IndexOfAnyExcept(Base64);
            if (before + (after < 0 ? octets.Length - at : after) >= LongRun)
                return true;
        }
        return false;
    }
}
