using System.Globalization;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Terminal;

namespace Gatepost.Commands.Check;

/// <summary>The report for people: what it is, what it holds, what was found, what becomes of it and why.</summary>
internal sealed class CheckReport(CommandIo io, string policyName)
{
    private const int ShownLinks = 20;

    public void Write(CheckResult result)
    {
        if (result.Reading is not { } reading)
        {
            io.Out.WriteLine($"{io.Palette.Strong(TerminalText.Clean(result.Path))}: {io.Palette.Bad(TerminalText.Clean(result.Error))}");
            io.Out.WriteLine();
            return;
        }
        WriteHeading(result, reading.Inspection);
        WriteParts(reading.Inspection);
        WriteLinks(reading.Inspection);
        WriteFindings(reading.Inspection);
        WriteDecision(reading);
        io.Out.WriteLine();
    }

    private void WriteHeading(CheckResult result, MessageInspection inspection)
    {
        var envelope = inspection.Message.Envelope;
        io.Out.WriteLine($"{io.Palette.Strong(TerminalText.Clean(result.Path))}  {DispositionPaint.Of(io.Palette, result.Disposition!.Value)}");
        Line("Subject", inspection.Headers.Find("Subject")?.Value ?? "(none)");
        Line("From", envelope.Sender is null ? "<> (null sender)" : envelope.Sender.ToString());
        Line("To", string.Join(", ", envelope.Recipients.Select(recipient => recipient.Address.ToString())));
        Line("Size", string.Create(CultureInfo.InvariantCulture, $"{SizeText.Format(inspection.Message.Content.Length)}, inspected in {result.ElapsedMs} ms"));
        if (result.Id is { } id)
            Line("Id", id.ToString());
    }

    private void WriteParts(MessageInspection inspection)
    {
        if (inspection.Parts.IsEmpty)
            return;
        Title("Parts");
        new CheckPartTree(io, inspection).Write();
    }

    private void WriteLinks(MessageInspection inspection)
    {
        var paths = inspection.Parts.Select(part => part.Path).ToHashSet(StringComparer.Ordinal);
        var links = inspection.Links.Where(link => !paths.Contains(link.Part)).ToArray();
        if (links.Length == 0)
            return;
        Title("Links outside the parts");
        foreach (var link in links.Take(ShownLinks))
        {
            var shown = link.Shown is { Length: > 0 } text && text != link.Url ? $" shown as \"{text}\"" : "";
            io.Out.WriteLine("  " + TerminalText.Fit(link.Url + shown, io.Width - 2));
        }
        if (links.Length > ShownLinks)
            io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {links.Length - ShownLinks} more (--json lists all)"));
    }

    private void WriteFindings(MessageInspection inspection)
    {
        Title("Findings");
        if (inspection.Findings.IsEmpty)
            io.Out.WriteLine("  " + io.Palette.Good("none"));
        foreach (var finding in inspection.Findings)
        {
            var where = finding.Part is { } path ? $" in part {path}" : "";
            io.Out.WriteLine($"  {io.Palette.Bad(KebabWord.Of(finding.Category))} {io.Palette.Strong(TerminalText.Clean(finding.Name))}{where}, says {finding.Inspector}");
            io.Out.WriteLine("    " + TerminalText.Clean(finding.Evidence));
        }
        foreach (var run in inspection.Runs.Where(run => run.Outcome != "done"))
            io.Out.WriteLine("  " + io.Palette.Warning($"{run.Inspector}: {run.Outcome}"));
    }

    private void WriteDecision(CheckReading reading)
    {
        Title(reading.Policy.Revision > 0
            ? string.Create(CultureInfo.InvariantCulture, $"Decision, by revision {reading.Policy.Revision} of the policy")
            : "Decision, by " + policyName);
        foreach (var (recipient, decision) in reading.Inspection.Message.Envelope.Recipients.Zip(reading.Decision.Recipients))
        {
            var area = decision.Area is { } name ? $" (area {name})" : "";
            io.Out.WriteLine($"  {TerminalText.Clean(recipient.Address.ToString())}: {DispositionPaint.Of(io.Palette, decision.Disposition)}{TerminalText.Clean(area)}");
            io.Out.WriteLine("    " + TerminalText.Clean(decision.Rule is null ? "no rule stopped it" : $"rule \"{decision.Rule}\": {decision.Reason}"));
            foreach (var match in decision.Matches)
                io.Out.WriteLine("    " + io.Palette.Faint(TerminalText.Clean($"{match.Rule}: {match.Because}; {match.Did}")));
        }
    }

    private void Title(string text)
    {
        io.Out.WriteLine();
        io.Out.WriteLine("  " + io.Palette.Faint(text));
    }

    private void Line(string name, string value) => io.Out.WriteLine($"  {io.Palette.Faint(name.PadRight(8))} {TerminalText.Fit(value, io.Width - 11)}");
}
