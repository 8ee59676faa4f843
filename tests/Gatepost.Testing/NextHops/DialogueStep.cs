namespace Gatepost.Testing.NextHops;

/// <summary>
/// One line of a dialogue: <c>S: text</c> says a line; <c>C: text</c> expects a line (<c>*</c> at the end matches the rest); <c>raw text</c> says
/// octets (<c>\r \n</c> escaped); <c>drip text</c> says a line octet by octet; <c>content</c> reads content up to the final dot; <c>read n</c>
/// reads n octets, <c>chunk n</c> keeps them as a content; <c>tls</c> makes a handshake, <c>tls-refused</c> one that the client must give up; <c>flood text</c> says a line until the client has gone; <c>gone</c> expects that the client
/// closes; <c>silence</c> waits for that whatever comes; <c>close</c> and <c>reset</c> end it. The end of the dialogue closes.
/// </summary>
public readonly record struct DialogueStep(string Verb, string Text)
{
    public static IEnumerable<DialogueStep> Parse(string dialogue)
    {
        foreach (var line in dialogue.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            yield return space < 0 ? new(line, "") : new(line[..space], line[(space + 1)..]);
        }
    }
}
