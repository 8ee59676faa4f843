namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>The stream cipher of old documents; no library has it any more, for good reasons. It hides nothing here: it only opens what programs open without asking.</summary>
internal sealed class Rc4
{
    private readonly byte[] _state = new byte[256];
    private byte _x;
    private byte _y;

    public Rc4(ReadOnlySpan<byte> key)
    {
        for (var index = 0; index < _state.Length; index++)
            _state[index] = (byte)index;
        byte swap = 0;
        for (var index = 0; index < _state.Length; index++)
        {
            swap = (byte)(swap + _state[index] + key[index % key.Length]);
            (_state[index], _state[swap]) = (_state[swap], _state[index]);
        }
    }

    /// <summary>Changes the octets in place.</summary>
    public void Apply(Span<byte> octets)
    {
        for (var index = 0; index < octets.Length; index++)
            octets[index] ^= Next();
    }

    /// <summary>Passes over octets.</summary>
    public void Skip(int count)
    {
        while (count-- > 0)
            Next();
    }

    private byte Next()
    {
        _y += _state[++_x];
        (_state[_x], _state[_y]) = (_state[_y], _state[_x]);
        return _state[(byte)(_state[_x] + _state[_y])];
    }
}
