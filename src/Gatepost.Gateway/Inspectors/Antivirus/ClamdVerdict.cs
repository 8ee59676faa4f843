using System.Text;

namespace Gatepost.Gateway.Inspectors.Antivirus;

/// <summary>What one clamd said of one message.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Text">The signature, or what went wrong in words.</param>
internal readonly record struct ClamdVerdict(ClamdVerdictKind Kind, string Text)
{
    private const string Prefix = "stream: ";

    /// <summary>Reads an answer without its NUL. What is not understood is a failure of the server, never "clean".</summary>
    public static ClamdVerdict Parse(ReadOnlySpan<byte> octets)
    {
        var answer = Encoding.UTF8.GetString(octets).Trim();
        if (answer.StartsWith("INSTREAM size limit exceeded", StringComparison.Ordinal))
            return new ClamdVerdict(ClamdVerdictKind.TooLarge, "clamd's StreamMaxLength is smaller than the message");
        if (answer == Prefix + "OK")
            return new ClamdVerdict(ClamdVerdictKind.Clean, "");
        if (answer.StartsWith(Prefix, StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal) && answer.Length > 14)
            return new ClamdVerdict(ClamdVerdictKind.Found, answer[Prefix.Length..^" FOUND".Length]);
        return Failed($"it answered \"{answer}\"");
    }

    public static ClamdVerdict Failed(string why) => new(ClamdVerdictKind.Failed, why);

    public static ClamdVerdict TimedOut() => new(ClamdVerdictKind.TimedOut, "it did not answer in time");

    public static ClamdVerdict Slow() => new(ClamdVerdictKind.Slow, "it is alive, but did not end with this message in time");
}

/// <summary>Kinds of <see cref="ClamdVerdict"/>.</summary>
internal enum ClamdVerdictKind
{
    Clean = 0,
    Found,
    TooLarge,
    Failed,
    TimedOut,
    Slow,
}
