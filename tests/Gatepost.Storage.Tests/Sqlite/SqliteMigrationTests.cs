using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;
using Gatepost.Storage.Sqlite.Log;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Storage.Tests.Sqlite;

/// <summary>Databases of earlier versions open for ever: the golden files hold the schema of each, with a row that must still be found.</summary>
public sealed class SqliteMigrationTests : IDisposable
{
    private static readonly MailId GoldenId = new(Guid.Parse("019cb71f-2c30-7000-8000-000000000001"));

    private readonly DatabaseFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Settings_of_the_first_version_open()
    {
        Execute("settings.db", Golden("settings-1.sql"));
        var store = new PolicyStore(SqliteContextSource.Settings(_folder.Settings));
        Assert.Equal("kept since version 1", (await store.LatestAsync(Token))!.Note);
        Assert.Equal(2, (await store.AddAsync(new NewPolicyRevision("a", "b", "c", null, DateTimeOffset.UnixEpoch), 1, Token))!.Number);
    }

    [Fact]
    public async Task A_quarantine_of_the_first_version_opens()
    {
        Execute("quarantine.db", Golden("quarantine-1.sql"));
        var store = new QuarantineStore(SqliteContextSource.Quarantine(_folder.Settings));
        Assert.Equal("kept since version 1", (await store.FindAsync(GoldenId, Token)).Single().Reason);
        Assert.Single(await store.ListAsync(new QuarantineQuery(Recipient: "RITA@*"), Token));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_quarantine_of_a_later_version_opens_and_becomes_what_a_new_one_is(int version)
    {
        Execute("quarantine.db", Golden($"quarantine-{version}.sql"));
        var store = new QuarantineStore(SqliteContextSource.Quarantine(_folder.Settings));
        Assert.Equal($"kept since version {version}", (await store.FindAsync(GoldenId, Token)).Single().Reason);
        using var fresh = new DatabaseFolder();
        Assert.Equal(await NewQuarantineAsync(fresh), Schema("quarantine.db"));
    }

    /// <summary>A change of the schema is seen here: it needs a migration, and a golden file of the next number beside those that stay as they are.</summary>
    [Fact]
    public async Task The_newest_golden_quarantine_is_what_a_new_one_is()
    {
        Execute("quarantine.db", Golden("quarantine-3.sql"));
        using var fresh = new DatabaseFolder();
        Assert.Equal(Schema("quarantine.db"), await NewQuarantineAsync(fresh));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_released_step_of_the_log_schema_never_changes(int step) =>
        Assert.Equal(Golden($"log-{step}.sql").Trim(), LogSchema.Steps[step - 1].ReplaceLineEndings("\n").Trim());

    [Fact]
    public async Task A_log_file_of_the_first_version_opens()
    {
        Directory.CreateDirectory(_folder.Settings.LogFolder);
        Execute(Path.Combine("log", "log-2026-03-04.db"), Golden("log-1.sql") +
            """
            CREATE TABLE schema_version (version INTEGER NOT NULL);
            INSERT INTO schema_version (version) VALUES (1);
            INSERT INTO address (id, spelling, key) VALUES (1, 'rita@example.org', 'rita@example.org');
            INSERT INTO message (id, mail_id, at, logged_at, fraction, session, listener, sender, size, accepted, recipients)
                VALUES (1, X'019cb71f2c3070008000000000000001', 1772600700000, 1772600700000, 0, zeroblob(16), 'mx', 1, 5, 1, 1);
            INSERT INTO recipient (message, number, address, direction, disposition) VALUES (1, 0, 1, 0, 'deliver');
            INSERT INTO recipient (message, number, address, direction, disposition, status, status_class, status_at, status_rank) VALUES (1, 1, 1, 0, 'deliver', 0, 0, 1772600700000, 0);
            """);
        var day = LogDay.TryOf(GoldenId, out var found) ? found : default;
        if (day != new DateOnly(2026, 3, 4))
            File.Move(_folder.LogFile("2026-03-04"), _folder.LogFile(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        using var store = new SqliteLogStore(_folder.Settings, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);
        Assert.Equal("rita@example.org", (await store.FindAsync(GoldenId, Token))!.Message.Recipients[0].Address);

        // It goes on as a file of today: what was added to the schema finds the old rows, and holds for new lines.
        Assert.Equal(GoldenId, (await store.SearchAsync(new LogQuery { Status = RecipientStatus.Queued }, Token)).Single().MailId);
        Assert.Equal(new LogBooks(1, 0, 0, 0, 0, 0, 0), await store.BooksAsync(DateTimeOffset.UnixEpoch, Token));
        await store.LoadAsync([new StatusLogged { MailId = GoldenId, At = GoldenId.Time, Recipient = 0, Status = RecipientStatus.Bounced }], Token);
        Assert.Equal(new LogBooks(1, 0, 0, 0, 1, 0, 0), await store.BooksAsync(DateTimeOffset.UnixEpoch, Token));
        Assert.Single(await store.SearchAsync(new LogQuery { Status = RecipientStatus.Bounced }, Token));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_in_words_and_left_alone()
    {
        Execute("settings.db", Golden("settings-1.sql") + "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29991231000000_Later', '99.0');");
        var store = new PolicyStore(SqliteContextSource.Settings(_folder.Settings));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => store.LatestAsync(Token));
        Assert.Contains("newer version of Gatepost", error.Message, StringComparison.Ordinal);
        Assert.Contains("settings.db", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.LatestAsync(Token));
    }

    [Fact]
    public async Task Two_who_start_at_once_make_one_database()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => new PolicyStore(SqliteContextSource.Settings(_folder.Settings))).ToList();
        Assert.All(await Task.WhenAll(stores.Select(store => Task.Run(() => store.LatestAsync(Token)))), Assert.Null);
    }

    [Fact]
    public void The_migrations_hold_the_whole_model()
    {
        using var settings = new SqliteSettingsContextFactory().CreateDbContext([]);
        using var quarantine = new SqliteQuarantineContextFactory().CreateDbContext([]);
        Assert.False(settings.Database.HasPendingModelChanges());
        Assert.False(quarantine.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task The_folder_is_closed_to_others()
    {
        await new PolicyStore(SqliteContextSource.Settings(_folder.Settings)).LatestAsync(Token);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Settings.DatabaseFolder));
    }

    private void Execute(string file, string sql)
    {
        Directory.CreateDirectory(_folder.Settings.DatabaseFolder);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Settings.DatabaseFolder, file)}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<string> NewQuarantineAsync(DatabaseFolder fresh)
    {
        Assert.Empty(await new QuarantineStore(SqliteContextSource.Quarantine(fresh.Settings)).ListAsync(new QuarantineQuery(), Token));
        return Schema("quarantine.db", fresh);
    }

    /// <summary>Every table and index as SQLite keeps it, one a line.</summary>
    private string Schema(string file, DatabaseFolder? folder = null)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine((folder ?? _folder).Settings.DatabaseFolder, file)}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(one, char(10)) FROM (SELECT replace(replace(sql, char(13), ''), char(10), ' ') AS one FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' ORDER BY type, name)";
        return (string)command.ExecuteScalar()!;
    }

    private static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Sqlite", "Golden", name));
}
