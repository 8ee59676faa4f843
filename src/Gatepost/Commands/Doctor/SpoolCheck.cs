using Gatepost.Gateway.Messages;

namespace Gatepost.Commands.Doctor;

/// <summary>What lies in the spool, seen on disk.</summary>
internal sealed class SpoolCheck : ILocalCheck
{
    /// <summary>Longer than any next hop is away in a night.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromHours(12);

    public string Name => "spool";

    public IEnumerable<Diagnosis> Look(Patient patient)
    {
        var queue = Files(patient, "queue");
        var corrupt = Files(patient, "corrupt");
        if (corrupt.Length > 0)
            yield return Diagnosis.Trouble($"{corrupt.Length} damaged files lie in {Path.Combine(patient.Settings.DataFolder, "spool/corrupt")}", "each is a message that was accepted: docs/spool.md says what can be saved; check the disk (smartctl, dmesg)");
        var oldest = queue.Select(name => MailId.TryParse(Path.GetFileNameWithoutExtension(name), out var id) ? id.Time : (DateTimeOffset?)null).Min();
        if (oldest is { } at && patient.Time.GetUtcNow() - at > Old)
            yield return Diagnosis.Warning($"the oldest of {queue.Length} messages has waited since {at:yyyy-MM-dd HH:mm} UTC", "gatepost queue list says for what; held mail waits for a person");
        else
            yield return Diagnosis.Ok($"{queue.Length} messages in the spool, none waits long");
    }

    private static string[] Files(Patient patient, string folder)
    {
        var path = Path.Combine(patient.Settings.DataFolder, "spool", folder);
        try
        {
            return Directory.Exists(path) ? Directory.GetFiles(path) : [];
        }
        catch (UnauthorizedAccessException)
        {
            // The diagnosis of the disk says who may look.
            return [];
        }
    }
}
