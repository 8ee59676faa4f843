using System.Buffers;

namespace Gatepost.Mail.Mime;

/// <summary>
/// Looks in a text that streams by for what only a worker can open: blobs in pages and their scripts, codes that are drawn with letters or cells. Cheap, and rather once too
/// often than not: what it finds is a reason to look closer, and no finding. Reused from part to part.
/// </summary>
internal sealed class CarrierWatch
{
    /// <summary>Longer than any mark; so much of a window is looked at again with the next.</summary>
    private const int Overlap = 32;

    /// <summary>Base64 or hex without a break; tracking links reach 800, and have other signs in them.</summary>
    private const int LongRun = 1_024;

    /// <summary>Every run that is long enough passes such a point.</summary>
    private const int Stride = LongRun / 2;

    /// <summary>The smallest code has 21 by 21 modules, of which a row of letters holds two at a time, and about half are dark.</summary>
    private const int DrawnBlocks = 80;

    /// <summary>The same of table cells, one a module; letters of news have up to a few hundred.</summary>
    private const int DrawnCells = 400;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>Octets that are looked at at once.</summary>
    private const int WindowOctets = 8_192;

    private readonly byte[] _window = new byte[WindowOctets];
    private int _filled;
    private bool _isFirst;
    private int _run;
    private int _blocks;
    private int _cells;

    /// <summary>True once something was seen; all of it after <see cref="End"/>.</summary>
    public bool HasFound { get; private set; }

    /// <summary>A new text begins.</summary>
    public void Begin() => (_filled, _isFirst, _run, _blocks, _cells, HasFound) = (0, true, 0, 0, 0, false);

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
        HasFound = HoldsRun(octets) || HoldsMark(octets);
        _blocks += octets.Count("\u2588"u8) + octets.Count("&#9608;"u8) + octets.Count("&#x2588;"u8) + octets.Count("\u2580"u8) + octets.Count("\u2584"u8) + (octets.Count("##"u8) / 2);
        _cells += octets.Count("<td"u8) + octets.Count("<TD"u8);
        HasFound |= _blocks >= DrawnBlocks || _cells >= DrawnCells;
        // A mark that is cut by the end of the window begins in what is kept.
        var kept = Math.Min(Overlap, _filled);
        octets[^kept..].CopyTo(_window);
        (_filled, _isFirst) = (kept, false);
    }

    private static bool HoldsMark(ReadOnlySpan<byte> octets) =>
        octets.IndexOf(";base64,"u8) >= 0 || octets.IndexOf(";BASE64,"u8) >= 0
        || octets.IndexOf("atob("u8) >= 0 || octets.IndexOf("fromCharCode"u8) >= 0 || octets.IndexOf("Uint8Array"u8) >= 0;

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
