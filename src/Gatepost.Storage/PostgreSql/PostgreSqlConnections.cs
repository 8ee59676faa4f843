using Gatepost.Gateway.Configuration.Stores;
using Npgsql;

namespace Gatepost.Storage.PostgreSql;

/// <summary>
/// The pools of this node. Nothing is opened before it is used. Searches have a pool whose sessions plan otherwise, and locks one of their own: who holds a
/// lock needs further connections for what it protects, and must not wait for them behind others who do the same.
/// </summary>
internal sealed class PostgreSqlConnections : IAsyncDisposable, IDisposable
{
    /// <summary>
    /// A search picks its way through a day by itself (see <c>PostgreSqlLogSearch</c>), since the newest day never has statistics that hold: the planner is to follow
    /// it from row to row by indexes, in the order written, and not to read whole days for a hash table.
    /// </summary>
    private const string SearchOptions =
        "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c join_collapse_limit=1 -c from_collapse_limit=1 -c jit=off -c max_parallel_workers_per_gather=0";

    private readonly PostgreSqlSettings _settings;
    private readonly Lazy<NpgsqlDataSource> _main;
    private readonly Lazy<NpgsqlDataSource> _search;
    private readonly Lazy<NpgsqlDataSource> _locks;

    public PostgreSqlConnections(PostgreSqlSettings settings)
    {
        _settings = settings;
        var third = Math.Max(2, settings.Connections / 4);
        _main = new(() => Build("gatepost", settings.Connections - (2 * third), null));
        _search = new(() => Build("gatepost log search", third, SearchOptions));
        _locks = new(() => Build("gatepost locks", third, null));
    }

    /// <summary>For all work.</summary>
    public NpgsqlDataSource Main => _main.Value;

    /// <summary>For searches of the log.</summary>
    public NpgsqlDataSource Search => _search.Value;

    /// <summary>For sessions that hold locks.</summary>
    public NpgsqlDataSource Locks => _locks.Value;

    /// <summary>Where the database is, for people; no secret.</summary>
    public string Place => $"database {_settings.Database} on {_settings.Host} port {_settings.Port}";

    private NpgsqlDataSource Build(string name, int most, string? options)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = _settings.Host,
            Port = _settings.Port,
            Database = _settings.Database,
            Username = _settings.User,
            SslMode = _settings.Tls switch
            {
                PostgreSqlTls.Off => SslMode.Disable,
                PostgreSqlTls.Prefer => SslMode.Prefer,
                PostgreSqlTls.Require => SslMode.Require,
                _ => SslMode.VerifyFull,
            },
            RootCertificate = _settings.TlsAuthorities,
            Timeout = (int)Math.Max(1, _settings.ConnectTimeout.TotalSeconds),
            CommandTimeout = (int)Math.Max(1, _settings.StatementTimeout.TotalSeconds),
            MaxPoolSize = Math.Max(1, most),
            ApplicationName = name,
            Options = options,
            // A server that vanished without a word is noticed within two minutes, not with the next reboot.
            TcpKeepAlive = true,
            KeepAlive = 60,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
        };
        var builder = new NpgsqlDataSourceBuilder(text.ConnectionString);
        // Read at each new connection: a changed password needs no restart.
        if (_settings.Password is { } password)
            builder.UsePasswordProvider(_ => password.Read(), (_, _) => new ValueTask<string>(password.Read()));
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in new[] { _main, _search, _locks }.Where(source => source.IsValueCreated))
            await source.Value.DisposeAsync();
    }

    public void Dispose()
    {
        foreach (var source in new[] { _main, _search, _locks }.Where(source => source.IsValueCreated))
            source.Value.Dispose();
    }
}
