using Gatepost.Gateway.Spool.Format;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Spool;

/// <summary>The part of a commit that blocks on the disk: write, sync, rename. The sync of the folder, shared by many, follows.</summary>
internal sealed class SpoolCommit(ISpoolDisk disk, IFailpoints failpoints)
{
    /// <summary>Room for header and record of common mail, so that the buffer seldom grows.</summary>
    private const int UsualRecordOctets = 4_096;

    /// <summary>Writes and moves the file into the queue; it is not durable before the folder is synced.</summary>
    public StoredLength Write(SpoolIntake intake, SpoolRecord record, MessageContent content)
    {
        var inMemory = content.TryGetMemory(out var octets) ? octets.Length : 0;
        using var buffer = new PooledOctets(inMemory + UsualRecordOctets);
        var file = intake.WriteAll(buffer, record, content, out var tail);
        failpoints.Hit(FailpointNames.BeforeContentSync);
        file.Sync();
        failpoints.Hit(FailpointNames.AfterContentSync);
        intake.Close();
        failpoints.Hit(FailpointNames.BeforeRename);
        intake.Place.Move(disk, SpoolFilePlace.In(SpoolFilePlace.Queue, intake.Id));
        failpoints.Hit(FailpointNames.AfterRename);
        return new StoredLength(content.Length, tail);
    }

    /// <summary>
    /// Takes back a commit that failed, as far as the disk lets us. After the rename a power cut could keep the name and lose its removal, so the
    /// file itself is made to say first that it is no mail.
    /// </summary>
    public void Withdraw(SpoolIntake intake)
    {
        if (!intake.Place.IsQueued)
            return;
        Quietly(() => MarkWithdrawn(intake.Place));
        Quietly(() => disk.Delete(intake.Place.Path));
        Quietly(() => disk.SyncFolder(SpoolFilePlace.Queue));
    }

    private void MarkWithdrawn(SpoolFilePlace place)
    {
        using var file = place.Open(disk, FileAccess.Write);
        file.Write(SpoolHeader.Withdrawal, 0);
        file.Sync();
    }

    private static void Quietly(Action step)
    {
        try
        {
            step();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The client is told that the message was not taken; at worst it comes twice.
        }
    }
}
