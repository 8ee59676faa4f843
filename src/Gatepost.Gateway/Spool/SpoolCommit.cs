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
    /// Takes back a commit that failed, as far as the disk lets us. A rename may have been done although the disk told of a failure, and a power cut could
    /// keep the name and lose its removal: so the file itself is made to say first that it is no mail.
    /// </summary>
    public void Withdraw(SpoolIntake intake)
    {
        intake.Close();
        Quietly(() => disk.Delete(SpoolFilePlace.In(SpoolFilePlace.Incoming, intake.Id)));
        var path = SpoolFilePlace.In(SpoolFilePlace.Queue, intake.Id);
        if (Quietly(() => MarkWithdrawn(path)) is FileNotFoundException)
            return;
        Quietly(() => disk.Delete(path));
        Quietly(() => disk.SyncFolder(SpoolFilePlace.Queue));
    }

    private void MarkWithdrawn(string path)
    {
        using var file = disk.Open(path, FileMode.Open, FileAccess.Write);
        file.Write(SpoolHeader.Withdrawal, 0);
        file.Sync();
    }

    /// <summary>Does a step. When it fails, the client is told all the same that the message was not taken; at worst it comes twice.</summary>
    private static Exception? Quietly(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception;
        }
    }
}
