using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gatepost.Storage.Shared;

/// <summary>The model of the quarantine database. Each database has a subclass of its own, which its migrations name.</summary>
internal abstract class QuarantineContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<QuarantineRow> Rows => Set<QuarantineRow>();

    public DbSet<QuarantineRecordRow> Records => Set<QuarantineRecordRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<QuarantineRow>(Map);
        modelBuilder.Entity<QuarantineRecordRow>(row =>
        {
            row.ToTable("quarantine_record");
            row.HasKey(record => record.MailId);
            row.Property(record => record.MailId).HasColumnName("mail_id");
            row.Property(record => record.Record).HasColumnName("record");
        });
    }

    private static void Map(EntityTypeBuilder<QuarantineRow> row)
    {
        row.ToTable("quarantine");
        row.HasKey(mail => new { mail.MailId, mail.Recipient });
        row.Property(mail => mail.MailId).HasColumnName("mail_id");
        row.Property(mail => mail.Recipient).HasColumnName("recipient");
        row.Property(mail => mail.Address).HasColumnName("address");
        row.Property(mail => mail.AddressKey).HasColumnName("address_key");
        row.Property(mail => mail.Sender).HasColumnName("sender");
        row.Property(mail => mail.SenderKey).HasColumnName("sender_key");
        row.Property(mail => mail.Subject).HasColumnName("subject");
        row.Property(mail => mail.SubjectKey).HasColumnName("subject_key");
        row.Property(mail => mail.Area).HasColumnName("area");
        row.Property(mail => mail.Rule).HasColumnName("rule");
        row.Property(mail => mail.Reason).HasColumnName("reason");
        row.Property(mail => mail.Size).HasColumnName("size");
        row.Property(mail => mail.ContentKey).HasColumnName("content_key");
        row.Property(mail => mail.At).HasColumnName("at");
        row.Property(mail => mail.ExpiresAt).HasColumnName("expires_at");
        row.Property(mail => mail.ReleasedAs).HasColumnName("released_as");
        row.Property(mail => mail.ReleaseNote).HasColumnName("release_note");
        row.Property(mail => mail.ClaimNode).HasColumnName("claim_node");
        row.Property(mail => mail.ReleaseCommitted).HasColumnName("release_committed");
        row.Property(mail => mail.ArrivingOn).HasColumnName("arriving_on");
        row.HasIndex(mail => mail.At).HasDatabaseName("quarantine_at");
        row.HasIndex(mail => new { mail.Area, mail.At }).HasDatabaseName("quarantine_area");
        row.HasIndex(mail => new { mail.AddressKey, mail.At }).HasDatabaseName("quarantine_address");
        row.HasIndex(mail => new { mail.SenderKey, mail.At }).HasDatabaseName("quarantine_sender");
        row.HasIndex(mail => mail.ContentKey).HasDatabaseName("quarantine_content");
        row.HasIndex(mail => mail.ExpiresAt).HasDatabaseName("quarantine_expiry");
        row.HasIndex(mail => mail.ReleasedAs).HasDatabaseName("quarantine_claim");
        // Rows that are arriving are few among millions.
        row.HasIndex(mail => mail.ArrivingOn).HasDatabaseName("quarantine_arriving").HasFilter("arriving_on IS NOT NULL");
    }
}

/// <summary>A row of <c>quarantine</c>. The <c>...Key</c> columns hold the folded text that is searched.</summary>
internal sealed class QuarantineRow
{
    public required Guid MailId { get; init; }

    public required int Recipient { get; init; }

    public required string Address { get; init; }

    public required string AddressKey { get; init; }

    public required string Sender { get; init; }

    public required string SenderKey { get; init; }

    public string? Subject { get; init; }

    public string? SubjectKey { get; init; }

    public required string Area { get; init; }

    public string? Rule { get; init; }

    public string? Reason { get; init; }

    public long Size { get; init; }

    public required string ContentKey { get; init; }

    public required long At { get; init; }

    public required long ExpiresAt { get; init; }

    public Guid? ReleasedAs { get; init; }

    public string? ReleaseNote { get; init; }

    /// <summary>The node that releases; null in rows from before there were several.</summary>
    public string? ClaimNode { get; init; }

    /// <summary>The node that releases has the new message safe.</summary>
    public bool ReleaseCommitted { get; init; }

    /// <summary>The node whose spool is not done with the message.</summary>
    public string? ArrivingOn { get; init; }
}

/// <summary>The spool record of a quarantined message, once for all its recipients: with a thousand of them it would be large a thousand times.</summary>
internal sealed class QuarantineRecordRow
{
    public required Guid MailId { get; init; }

    public required string Record { get; set; }
}
