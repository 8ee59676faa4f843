using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.Tests.PostgreSql;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(PostgreSqlFixture))]

namespace Gatepost.Storage.Tests.PostgreSql;

/// <summary>One server for all tests of this project, started by the first that asks; each test has a database of its own.</summary>
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private PostgreSqlServer? _server;
    private string? _template;

    public async Task<PostgreSqlServer> ServerAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _server ??= await PostgreSqlServer.StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Settings of a new, empty database.</summary>
    public async Task<PostgreSqlSettings> NewDatabaseAsync() => SettingsFor(await ServerAsync(), await (await ServerAsync()).CreateDatabaseAsync());

    public static PostgreSqlSettings SettingsFor(PostgreSqlServer server, string database) => new()
    {
        Host = "127.0.0.1",
        Port = server.Port,
        Database = database,
        User = PostgreSqlServer.User,
        Password = new SecretReference(server.PasswordFile, null),
        Tls = PostgreSqlTls.Off,
    };

    /// <summary>A new database whose schema is there already, which saves each test a second.</summary>
    internal async Task<PostgreSqlConnections> ConnectAsync()
    {
        var server = await ServerAsync();
        await _preparing.WaitAsync();
        try
        {
            _template ??= await PrepareAsync(server);
            return new PostgreSqlConnections(SettingsFor(server, await server.CreateDatabaseAsync(_template)));
        }
        finally
        {
            _preparing.Release();
        }
    }

    private static async Task<string> PrepareAsync(PostgreSqlServer server)
    {
        var template = await server.CreateDatabaseAsync();
        await using var connections = new PostgreSqlConnections(SettingsFor(server, template));
        using var settings = PostgreSqlContextSource.Settings(connections);
        using var quarantine = PostgreSqlContextSource.Quarantine(connections);
        using var log = new PostgreSqlLogStore(connections, NullLogger<PostgreSqlLogSchema>.Instance);
        await (await settings.OpenAsync(default)).DisposeAsync();
        await (await quarantine.OpenAsync(default)).DisposeAsync();
        await log.SearchAsync(new LogQuery(), default);
        return template;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _starting.Dispose();
        _preparing.Dispose();
    }
}
