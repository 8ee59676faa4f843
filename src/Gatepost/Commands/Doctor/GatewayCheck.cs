using Gatepost.Commands.Status;

namespace Gatepost.Commands.Doctor;

/// <summary>What the running gateway says of itself: spool, books, database.</summary>
internal sealed class GatewayCheck : ILocalCheck
{
    public string Name => "gateway";

    public IEnumerable<Diagnosis> Look(Patient patient)
    {
        if (patient.Status is not { } status)
        {
            yield return Diagnosis.Warning($"no gateway answers ({patient.StatusTrouble}); what only a running one knows is not looked at", "start it: systemctl start gatepost");
            yield break;
        }
        yield return Diagnosis.Ok($"version {status.Version} runs as process {status.ProcessId}, with {status.Spool.Queued} recipients queued and {status.Spool.Held} held");
        foreach (var trouble in StatusCommand.Troubles(status))
            yield return Diagnosis.Trouble(trouble, "gatepost status; journalctl -u gatepost -p warning");
        if (status.Books is { Balance: true } books)
            yield return Diagnosis.Ok($"the message log's database answers, and the books balance over {books.Accepted} recipients");
    }
}
