using System.Globalization;
using System.Text;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>
/// Delivery into a Maildir: written to <c>tmp</c>, synced, renamed to <c>new</c>, synced. The name follows from mail id, copy and first recipient, so
/// that a delivery that a crash repeats replaces the file and makes no second one. Lines keep their CRLF: octets are never changed.
/// </summary>
/// <param name="openDisk">The disk seam for a folder.</param>
/// <param name="settings">The data folder, and our name for file names.</param>
/// <param name="failpoints">Where crash tests crash.</param>
internal sealed class MaildirTransport(Func<string, ISpoolDisk> openDisk, GatewaySettings settings, IFailpoints failpoints) : ITransport
{
    private const int BlockOctets = 65_536;

    public async Task<AttemptResult> DeliverAsync(
        DeliveryJob job, Destination destination, EditedMessage message, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(settings.DataFolder, destination.Route!.Maildir!);
        try
        {
            await Task.Run(() => Write(openDisk(folder), job, message), cancellationToken);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            var words = $"the Maildir {folder} cannot be written: {trouble.Message}";
            return AttemptResult.ForAll(job, SmtpOutcome.Deferred(3, 0, words), folder, words);
        }
        return AttemptResult.ForAll(job, new SmtpOutcome(SmtpOutcomeKind.Delivered, new EnhancedStatus(2, 0, 0), "put into the Maildir"), folder);
    }

    private void Write(ISpoolDisk disk, DeliveryJob job, EditedMessage message)
    {
        foreach (var folder in new[] { "tmp", "new", "cur" })
            disk.CreateFolder(folder);
        var name = NameOf(job);
        using (var file = disk.Open("tmp/" + name, FileMode.Create, FileAccess.Write))
        {
            WriteContent(file, job, message);
            file.Sync();
        }
        failpoints.Hit(FailpointNames.BeforeNextHopReply);
        disk.Rename("tmp/" + name, "new/" + name);
        disk.SyncFolder("new");
        failpoints.Hit(FailpointNames.AfterNextHopReply);
    }

    private static void WriteContent(ISpoolFile file, DeliveryJob job, EditedMessage message)
    {
        var position = 0L;
        Append(Encoding.UTF8.GetBytes(HeaderOf(job)));
        using var content = message.OpenRead();
        var block = new byte[BlockOctets];
        int count;
        while ((count = content.Read(block)) > 0)
            Append(block.AsSpan(0, count));

        void Append(ReadOnlySpan<byte> octets)
        {
            file.Write(octets, position);
            position += octets.Length;
        }
    }

    private static string HeaderOf(DeliveryJob job)
    {
        var envelope = job.Entry.Record.Envelope;
        var header = new StringBuilder($"Return-Path: <{Clean(envelope.Sender?.ToString())}>\r\n");
        foreach (var recipient in job.Recipients)
            header.Append(CultureInfo.InvariantCulture, $"Delivered-To: {Clean(envelope.Recipients[recipient].Address.ToString())}\r\n");
        return header.ToString();
    }

    /// <summary>The grammar lets no control character into an address; a header line is no place to rely on that.</summary>
    private static string Clean(string? address) => address is null ? "" : string.Concat(address.Where(c => !char.IsControl(c)));

    private string NameOf(DeliveryJob job)
    {
        // Maildir asks for time.unique.host; "/" and ":" have a meaning of their own in such names.
        var host = string.Concat(settings.HostName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
        return string.Create(
            CultureInfo.InvariantCulture, $"{job.Entry.Id.Time.ToUnixTimeSeconds()}.{job.Entry.Id}_{job.Copy.Number}_{job.Recipients[0]}.{host}");
    }
}
