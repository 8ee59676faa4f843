using System.Buffers;

namespace Gatepost.Mail.Text;

/// <summary>Code pages of Latin letters: which language's accented letters the octets are. Western where several fit, as they often do: German is the same in all.</summary>
internal static class LatinGuess
{
    public const int Western = 1252;

    /// <summary>Fewer accented letters than this fit to anything.</summary>
    private const int FewestLetters = 3;

    private static readonly (int CodePage, SearchValues<char>[] Languages)[] CodePages =
    [
        (Western, Sets("àâæçèéêëîïôœùûüÿ", "äöüß", "áéíóúñüç", "ãõáéíóúâêôçà", "àèéìíîòóùú", "åäöæøéüó", "áéíóúýðþæö")),
        (1250, Sets("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž")),
        (1254, Sets("çğıöşüâîû")),
        (1257, Sets("āčēģīķļņōŗšūž", "ąčęėįšųūž", "äõöüšž")),
    ];

    public static int CodePage(ReadOnlySpan<byte> sample)
    {
        var (best, score) = (Western, 0.0);
        foreach (var (codePage, languages) in CodePages)
        {
            var text = Charset.FromCodePage(codePage)!.GetString(sample);
            foreach (var language in languages)
            {
                if (Share(text, language) is var share && share > score)
                    (best, score) = (codePage, share);
            }
        }
        return score > 0.9 ? best : Western;
    }

    /// <summary>Of the letters above ASCII those that the language has; a sign within a word counts against.</summary>
    private static double Share(string text, SearchValues<char> letters)
    {
        double good = 0, all = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var letter = char.ToLowerInvariant(text[index]);
            var isInWord = index > 0 && char.IsAsciiLetter(text[index - 1]) && index + 1 < text.Length && char.IsAsciiLetter(text[index + 1]);
            if (letter < 0x80 || (!char.IsLetter(letter) && !isInWord))
                continue;
            all++;
            good += letters.Contains(letter) ? 1 : 0;
        }
        return all < FewestLetters ? 0 : good / all;
    }

    private static SearchValues<char>[] Sets(params string[] languages) => [.. languages.Select(letters => SearchValues.Create(letters))];
}
