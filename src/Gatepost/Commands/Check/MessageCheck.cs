using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;

namespace Gatepost.Commands.Check;

/// <summary>Inspects one message and decides, as a gateway with this policy would. Changes no state.</summary>
internal sealed class MessageCheck(InspectionPipeline pipeline, PolicySnapshot policy, CheckOptions options, TimeProvider time)
{
    public async Task<CheckResult> RunAsync(MailSource source, CancellationToken cancellationToken)
    {
        if (source.Octets is not { } octets)
            return new CheckResult { Path = source.Path, Error = source.Error };
        var started = Stopwatch.GetTimestamp();
        var content = new MemoryContent(octets);
        var headers = HeaderScanner.Scan(content);
        var id = CheckEnvelope.IdOf(headers);
        var envelope = CheckEnvelope.Of(options, headers, time.GetUtcNow());
        var inspection = await pipeline.InspectAsync(new MailMessage(id ?? MailId.New(time), envelope, content), policy, cancellationToken).ConfigureAwait(false);
        var decision = PolicyEngine.Decide(inspection, policy, options.Direction);
        return Result(source.Path, id, inspection, decision, policy) with
        {
            ElapsedMs = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1),
        };
    }

    private static CheckResult Result(string path, MailId? id, MessageInspection inspection, Decision decision, PolicySnapshot snapshot)
    {
        var envelope = inspection.Message.Envelope;
        return new CheckResult
        {
            Path = path,
            Id = id,
            From = Unicode(envelope.Sender?.ToString() ?? ""),
            Recipients = [.. envelope.Recipients.Zip(decision.Recipients, (recipient, decided) => new CheckRecipient(
                Unicode(recipient.Address.ToString())!, decided.Disposition, decided.Rule, decided.Area, decided.Actions))],
            Disposition = decision.Strictest,
            Rule = decision.Recipients.First(recipient => recipient.Disposition == decision.Strictest).Rule,
            Categories = [.. inspection.Findings.Select(finding => finding.Category).Distinct()],
            Findings = [.. inspection.Findings.Select(finding => new CheckFinding(
                finding.Inspector, finding.Category, Unicode(finding.Name)!, finding.Part, finding.Score, Unicode(finding.Evidence)!))],
            Parts = [.. inspection.Parts.Select(part => new CheckPart(part.Path, Unicode(part.Name), Unicode(part.DeclaredType), part.TrueType, part.Size, part.Sha256))],
            Links = [.. inspection.Links.Select(link => CheckLink.Of(link, Unicode))],
            Reading = new CheckReading(inspection, decision, snapshot),
        };
    }

    /// <summary>Half a surrogate pair is no Unicode, and no JSON: U+FFFD.</summary>
    private static string? Unicode(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune);
        return clean.ToString();
    }
}
