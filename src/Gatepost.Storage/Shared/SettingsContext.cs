using Microsoft.EntityFrameworkCore;

namespace Gatepost.Storage.Shared;

/// <summary>The model of the settings database. Each database has a subclass of its own, which its migrations name.</summary>
internal abstract class SettingsContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<PolicyRevisionRow> PolicyRevisions => Set<PolicyRevisionRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PolicyRevisionRow>(row =>
        {
            row.ToTable("policy_revision");
            row.HasKey(revision => revision.Number);
            row.Property(revision => revision.Number).HasColumnName("number").ValueGeneratedNever();
            row.Property(revision => revision.Yaml).HasColumnName("yaml");
            row.Property(revision => revision.Hash).HasColumnName("hash").HasMaxLength(64);
            row.Property(revision => revision.Author).HasColumnName("author");
            row.Property(revision => revision.Note).HasColumnName("note");
            row.Property(revision => revision.CreatedAt).HasColumnName("created_at");
        });
    }
}

/// <summary>A row of <c>policy_revision</c>; times are Unix milliseconds in every database, because SQLite cannot order a DateTimeOffset.</summary>
internal sealed class PolicyRevisionRow
{
    public required long Number { get; init; }

    public required string Yaml { get; init; }

    public required string Hash { get; init; }

    public required string Author { get; init; }

    public string? Note { get; init; }

    public required long CreatedAt { get; init; }
}
