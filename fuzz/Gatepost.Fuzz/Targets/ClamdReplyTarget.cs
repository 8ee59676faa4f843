using System.Text;
using Gatepost.Gateway.Inspectors.Antivirus;

namespace Gatepost.Fuzz.Targets;

/// <summary>An answer of clamd. Only one text means clean; what is not understood never does.</summary>
internal sealed class ClamdReplyTarget : IFuzzTarget
{
    public string Name => "clamd-replies";

    public string Summary => "answers of clamd; nothing but \"stream: OK\" is clean, a signature is never empty";

    public IReadOnlyList<string> Words { get; } = ["stream: ", "OK", "FOUND", " FOUND", " ERROR", "INSTREAM size limit exceeded", "Eicar-Test-Signature", "\0", "\n", "\u00ff", " "];

    public void Run(ReadOnlySpan<byte> input)
    {
        var verdict = ClamdVerdict.Parse(input);
        var text = Encoding.UTF8.GetString(input).Trim();
        Expect.That(verdict.Kind == ClamdVerdictKind.Clean == (text == "stream: OK"), $"{verdict.Kind} for {text}");
        Expect.That(verdict.Kind != ClamdVerdictKind.Found || verdict.Text.Length > 0, "a virus without a name");
        Expect.That(verdict.Kind == ClamdVerdictKind.Clean || verdict.Text.Length > 0, "a failure without words");
        Expect.That(!(text.StartsWith("stream: ", StringComparison.Ordinal) && text.EndsWith(" FOUND", StringComparison.Ordinal)) || verdict.Kind is ClamdVerdictKind.Found or ClamdVerdictKind.Failed, "a virus passed over");
    }
}
