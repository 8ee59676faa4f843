using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Words of a message that may open its archives. Their number is bounded, the administrator's are all among them, and one that the first line names is too.</summary>
internal sealed class PasswordCandidateTarget : IFuzzTarget
{
    private const int Most = 60;
    private const int LongestWord = 64;

    public string Name => "password-candidates";

    public string Summary => "words of a message that may be passwords; bounded, each once, and those that are named are among them";

    public IReadOnlyList<string> Words { get; } =
    [
        "password: ", "Passwort ist ", "mot de passe : ", "contrase\u00c3\u00b1a ", "senha=", "PIN ", "pwd:", "\u00d0\u00bf\u00d0\u00b0\u00d1\u0080\u00d0\u00be\u00d0\u00bb\u00d1\u008c ", "\u00e5\u00af\u0086\u00e7\u00a0\u0081\u00ef\u00bc\u009a", "Content-Disposition: attachment; filename=\"a1.zip\"\r\n", "\r\n\r\n", "Subject: ",
        "infected", "a1B2", "(x1)", "\"", ".", " ", "\n", "\0", "\u00e2\u0080\u009c", new string('a', 65), "is is is ", ": : : ", "--b\r\n",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var parts = MessagePartReader.Read(new MemoryContent(input.ToArray()), MimePartTarget.Limits, default);
        var text = Encoding.UTF8.GetString(input);
        var pieces = text.Split('\n', 3);
        ImmutableArray<string> listed = [.. pieces.Take(2).Where(line => line.Length > 0)];
        var found = PasswordCandidates.Find(new MessageHeaders([], 0), parts, [new PartText("1", "the password is Xy7-named\n" + text), new PartText("2", text)], listed);
        Expect.That(found.Length <= Most + listed.Length && found.Distinct(StringComparer.Ordinal).Count() == found.Length, $"{found.Length} candidates");
        Expect.That(listed.All(found.Contains), "a word of the administrator that is not tried");
        Expect.That(found.Contains("Xy7-named"), "a password that is named first, and not tried");
        Expect.That(found.All(word => listed.Contains(word) || word.Length is >= 3 and <= LongestWord), "a word that is too short or too long");
    }
}
