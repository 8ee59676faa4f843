using System.Text.RegularExpressions;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Messages of Outlook. An attachment that stands there is a member, whatever the properties around it say.</summary>
internal sealed partial class OutlookMessageTarget : IFuzzTarget
{
    public string Name => "outlook-messages";

    public string Summary => "streams of .msg files; every attachment of the message is a member, and the text is the same with empty sectors behind the file";

    public IReadOnlyList<string> Words { get; } =
    [
        "%%% __properties_version1.0\n", "%%% __substg1.0_0037001F\n", "%%% __substg1.0_1000001F\n", "%%% __substg1.0_1000001E\n", "%%% __substg1.0_10130102\n", "%%% __substg1.0_1013001F\n", "%%% __substg1.0_10090102\n",
        "%%% __attach_version1.0_#00000000/__substg1.0_37010102\n", "%%% __attach_version1.0_#00000001/__substg1.0_3707001F\n", "%%% __attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F\n",
        "%%% __nameid_version1.0/__substg1.0_00020102\n", "%%% __recip_version1.0_#00000000/__substg1.0_3003001F\n", "LZFu", "MELA", "{\\rtf1\\fromhtml1 ", "\u0003\0\u00fd\u003f", "\u00e3\u0004\0\0", "h\0t\0t\0p\0:\0/\0/\0a\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var sections = InputSections.Of(input);
        var answer = CompoundInput.Open(sections, "a.msg");
        if (answer.TrueType != "msg" || answer.IsOver || answer.Problems.Any(problem => problem.Kind == Mail.Mime.PartProblemKind.LimitReached))
            return;
        foreach (var (name, octets) in sections.DistinctBy(section => section.Name.ToUpperInvariant()))
        {
            if (octets.Length > 0 && Attachment().IsMatch(name))
                Expect.That(ExtractionChecks.Holds(answer, octets), $"{name} has {octets.Length} octets, and no member has them");
        }
    }

    [GeneratedRegex("^__attach_version1\\.0_#[0-9A-F]{8}/__substg1\\.0_37010102$", RegexOptions.CultureInvariant)]
    private static partial Regex Attachment();
}
