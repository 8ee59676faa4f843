using Gatepost.Gateway.Inspection;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspectors.TestStrings;

/// <summary>Finds the EICAR test file and GTUBE, so that a new gateway can be tried before any engine is set up.</summary>
internal sealed class TestStringsInspector : IInspector
{
    public const string EicarName = "EICAR_TEST_FILE";
    public const string GtubeName = "GTUBE";

    public static InspectorDescriptor Described { get; } = new()
    {
        Name = "test-strings",
        Summary = "Finds the EICAR test file (as a virus) and the GTUBE line (as spam).",
        Needs = InspectionNeeds.Parts | InspectionNeeds.Text,
        Categories = [FindingCategory.Virus, FindingCategory.Spam],
    };

    public InspectorDescriptor Descriptor => Described;

    public ValueTask InspectAsync(InspectionContext context, CancellationToken cancellationToken)
    {
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in context.Parts.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (part.Size >= TestSignatures.Eicar.Length && part.Size <= TestSignatures.EicarMaxOctets && IsEicar(context.Parts, part))
            {
                reported.Add(part.Path);
                ReportEicar(context, part.Path, part.Name is null ? "the part is the EICAR test file" : $"{part.Name} is the EICAR test file");
            }
        }
        foreach (var text in context.Texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reported.Contains(text.Part) && HasLine(text.Text, TestSignatures.Eicar))
                ReportEicar(context, text.Part, "a line of the text is the EICAR test string");
            if (text.Text.Contains(TestSignatures.Gtube, StringComparison.Ordinal))
                context.Report(new Finding(Descriptor.Name, FindingCategory.Spam, GtubeName, text.Part, "the text holds the GTUBE test line", 1000));
        }
        return ValueTask.CompletedTask;
    }

    private static void ReportEicar(InspectionContext context, string part, string evidence) =>
        context.Report(new Finding("test-strings", FindingCategory.Virus, EicarName, part, evidence));

    private static bool IsEicar(IMessageParts parts, MessagePart part)
    {
        Span<byte> octets = stackalloc byte[TestSignatures.EicarMaxOctets + 1];
        using var stream = parts.Open(part);
        var length = stream.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        return TestSignatures.IsEicarFile(octets[..length]);
    }

    private static bool HasLine(string text, string line)
    {
        for (var at = text.IndexOf(line, StringComparison.Ordinal); at >= 0; at = text.IndexOf(line, at + 1, StringComparison.Ordinal))
        {
            var startsLine = text.AsSpan(0, at).TrimEnd(" \t").IsEmpty || text.AsSpan(0, at).TrimEnd(" \t")[^1] is '\n' or '\r';
            var rest = text.AsSpan(at + line.Length).TrimStart(" \t\u001a");
            if (startsLine && (rest.IsEmpty || rest[0] is '\n' or '\r'))
                return true;
        }
        return false;
    }
}
