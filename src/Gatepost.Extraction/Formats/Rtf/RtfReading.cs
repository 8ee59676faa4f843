using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>One document of RTF, from its first token to its last. Groups are kept on a stack of its own.</summary>
internal sealed class RtfReading
{
    // Word gives up long before; deeper groups are counted, and what stands in them is read as of the last that was kept.
    private const int Depth = 10_000;

    // Titles and addresses; longer ones are cut.
    private const int Collected = 65_536;

    private readonly Stream _content;
    private readonly FormatOutput _output;
    private readonly RtfTokens _tokens;
    private readonly RtfSink _sink;
    private readonly RtfFonts _fonts = new();
    private readonly Stack<RtfGroup> _outer = new();
    private readonly StringBuilder _collected = new();
    private RtfGroup _group = new() { Substitutes = 1 };
    private int _beyond;
    private int _substitutes;
    private bool _isStarred;

    public RtfReading(Stream content, FormatOutput output)
    {
        (_content, _output) = (content, output);
        content.Position = 0;
        _tokens = new RtfTokens(content);
        _sink = new RtfSink(output);
    }

    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            for (var count = 0; !_output.IsOver; count++)
            {
                if ((count & 0xFFF) == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                if (!ReadToken())
                    break;
            }
        }
        finally
        {
            _sink.Finish(_group);
        }
    }

    private bool ReadToken()
    {
        var token = _tokens.Read();
        if (token != RtfToken.Octet && (token != RtfToken.Control || _tokens.Word is not "'"))
            _sink.Settle(_group, _fonts);
        switch (token)
        {
            case RtfToken.End:
                return false;
            case RtfToken.GroupBegins:
                BeginGroup();
                break;
            case RtfToken.GroupEnds:
                EndGroup();
                break;
            case RtfToken.Binary:
                _tokens.MoveTo(Math.Min(_content.Length, _tokens.Position + Math.Max(0, _tokens.Number ?? 0)));
                break;
            case RtfToken.Octet:
                Take(_tokens.Octet);
                break;
            default:
                ReadControl(_tokens.Word);
                break;
        }
        return true;
    }

    private void BeginGroup()
    {
        (_substitutes, _isStarred) = (0, false);
        if (_outer.Count >= Depth)
        {
            _beyond++;
            return;
        }
        _outer.Push(_group);
        _group = _group with { IsField = false, IsCollecting = false };
    }

    private void EndGroup()
    {
        (_substitutes, _isStarred) = (0, false);
        if (_beyond > 0)
        {
            _beyond--;
            return;
        }
        if (_group.IsCollecting)
            StateCollected();
        if (_group.IsField)
            _sink.Fields.End();
        // Text behind the last group is read as Word reads it: not at all; here it is looked at all the same.
        if (_outer.TryPop(out var outer))
            _group = outer;
    }

    private void ReadControl(ReadOnlySpan<char> word)
    {
        if (word is "'")
        {
            Take((byte)(_tokens.Number ?? 0));
            return;
        }
        if (word is "*")
        {
            _isStarred = true;
            return;
        }
        var isStarred = _isStarred;
        _isStarred = false;
        if (word is "objdata" or "pict")
            ReadObject(isPicture: word is "pict");
        else if (RtfDestinations.Find(word) is { } destination)
            Enter(destination, word);
        else if (isStarred)
            _group = _group with { Destination = RtfDestination.Skipped };
        else if (RtfCharacters.Find(word) is { } character)
            Put(character);
        else
            Set(word, _tokens.Number);
    }

    private void Enter(RtfDestination destination, ReadOnlySpan<char> word)
    {
        // What is within an object is drawn for it, and its text is seen; its octets are not text.
        var isCollecting = destination is RtfDestination.Property or RtfDestination.Target or RtfDestination.Hidden;
        _group = _group with { Destination = destination, IsCollecting = isCollecting };
        if (isCollecting)
            _collected.Clear();
        if (word is "fldrslt")
            _sink.Fields.Separate();
    }

    private void Set(ReadOnlySpan<char> word, int? number)
    {
        switch (word)
        {
            case "u":
                Put(unchecked((char)(short)(number ?? 0)));
                _substitutes = _group.Substitutes;
                break;
            case "uc":
                _group = _group with { Substitutes = Math.Clamp(number ?? 1, 0, 255) };
                break;
            case "field":
                _group = _group with { IsField = true };
                _sink.Fields.Begin();
                break;
            case "v" or "deleted":
                _group = _group with { IsHidden = number is not 0 };
                break;
            case "plain":
                _group = _group with { IsHidden = false };
                break;
            case "htmlrtf":
                _group = _group with { IsBesideHtml = number is not 0 };
                break;
            case "fromhtml":
                _sink.KeepHtml();
                break;
            case "f" or "af":
                if (_group.Destination == RtfDestination.Fonts)
                    _fonts.Define(number ?? 0);
                else
                    _group = _group with { Encoding = _fonts.Find(number ?? 0) };
                break;
            default:
                _fonts.Set(word, number ?? 0);
                break;
        }
    }

    private void Take(byte octet)
    {
        if (_substitutes > 0)
        {
            _substitutes--;
            return;
        }
        if (_group.IsCollecting || _group.Destination is RtfDestination.Property or RtfDestination.Target or RtfDestination.Hidden)
        {
            if (_collected.Length < Collected)
                _collected.Append(_fonts.Single(octet, _group.Encoding));
            return;
        }
        _sink.Append(octet, _group, _fonts);
    }

    private void Put(char character)
    {
        if (_group.Destination is RtfDestination.Property or RtfDestination.Target or RtfDestination.Hidden)
        {
            if (_collected.Length < Collected)
                _collected.Append(character);
            return;
        }
        _sink.Append(character, _group);
    }

    private void StateCollected()
    {
        var words = _collected.ToString().Trim();
        _collected.Clear();
        if (_group.Destination == RtfDestination.Property)
            _output.Text(words, TextKind.Property);
        else if (_group.Destination == RtfDestination.Target || words.Contains("://", StringComparison.Ordinal))
            _output.Link(words, "rtf");
    }

    private void ReadObject(bool isPicture)
    {
        if (_group.IsObject)
            return;
        _group = _group with { IsObject = true, Destination = RtfDestination.Skipped };
        using var octets = new RtfHexStream(_content, _tokens.Position);
        if (!isPicture)
        {
            OleObject.Read(octets, _output);
            return;
        }
        Span<byte> head = stackalloc byte[4];
        octets.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        // PNG, JPEG, GIF: what another reader looks into; drawings of Windows hold lines.
        if (head is [0x89, (byte)'P', ..] or [0xFF, 0xD8, ..] or [(byte)'G', (byte)'I', (byte)'F', ..])
        {
            using var picture = new RtfHexStream(_content, _tokens.Position);
            _output.Member(new MemberEntry { IsFile = false }, picture);
        }
    }
}
