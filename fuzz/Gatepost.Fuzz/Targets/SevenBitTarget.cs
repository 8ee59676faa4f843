using Gatepost.Mail.Mime;
using Gatepost.Mail.Mime.SevenBit;

namespace Gatepost.Fuzz.Targets;

/// <summary>A message with eight-bit bodies to one of seven bits. Below its headers no eighth bit is left, its parts read as before, and what is converted once needs no second time.</summary>
internal sealed class SevenBitTarget : IFuzzTarget
{
    public string Name => "seven-bit";

    public string Summary => "a message made seven-bit; its parts read as before, and a second conversion changes nothing";

    public IReadOnlyList<string> Words { get; } =
    [
        "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: multipart/signed; boundary=b\r\n", "Content-Type: message/rfc822\r\n", "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Transfer-Encoding: 8bit\r\n", "Content-Transfer-Encoding: binary\r\n", "Content-Transfer-Encoding: base64\r\n", "MIME-Version: 1.0\r\n", "--b\r\n", "--b--\r\n", "\r\n--b\r\n", "\r\n\r\n", "\r\n",
        "\n", "\r", "\u00fc", "\u00ff\u00fe", " \r\n", "=\r\n", "=3D",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        if (SevenBitConversion.Convert(octets, default) is not { } converted)
            return;
        Expect.Equal(Show(octets), Show(converted), "the parts are others");
        if (SevenBitConversion.IsEightBit(converted))
            Expect.That(SevenBitConversion.HasEightBitHeader(converted, default), "an eighth bit is left, and in no header");
        if (SevenBitConversion.Convert(converted, default) is { } again)
            Expect.Equal(converted, again, "converted twice");
    }

    private static string Show(byte[] octets) => string.Join(
        '\n', MessagePartReader.Read(new MemoryContent(octets), new ReadingLimits(), default).All.Select(part => $"{part.Path} {part.DeclaredType} {part.Name} {part.Size} {part.Sha256}"));
}
