using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Storage.Tests.PostgreSql;

public sealed class PostgreSqlPolicyStoreTests(PostgreSqlFixture fixture) : PolicyStoreContract, IAsyncLifetime
{
    private PostgreSqlConnections _connections = null!;
    private IPolicyStore _store = null!;

    protected override IPolicyStore Store => _store;

    protected override IPolicyStore OpenAgain() => new PolicyStore(PostgreSqlContextSource.Settings(_connections));

    public async ValueTask InitializeAsync()
    {
        _connections = await fixture.ConnectAsync();
        _store = OpenAgain();
    }

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}

public sealed class PostgreSqlQuarantineStoreTests(PostgreSqlFixture fixture) : QuarantineStoreContract, IAsyncLifetime
{
    private PostgreSqlConnections _connections = null!;
    private IQuarantineStore _store = null!;

    protected override IQuarantineStore Store => _store;

    public async ValueTask InitializeAsync()
    {
        _connections = await fixture.ConnectAsync();
        _store = new QuarantineStore(PostgreSqlContextSource.Quarantine(_connections));
    }

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}

public sealed class PostgreSqlLogStoreTests(PostgreSqlFixture fixture) : LogStoreContract, IAsyncLifetime
{
    private PostgreSqlConnections _connections = null!;
    private PostgreSqlLogStore _store = null!;

    protected override ILogStore Store => _store;

    public async ValueTask InitializeAsync()
    {
        _connections = await fixture.ConnectAsync();
        _store = new PostgreSqlLogStore(_connections, NullLogger<PostgreSqlLogSchema>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _connections.DisposeAsync();
    }
}

public sealed class PostgreSqlLogSearchTests(PostgreSqlFixture fixture) : LogSearchContract, IAsyncLifetime
{
    private PostgreSqlConnections _connections = null!;
    private PostgreSqlLogStore _store = null!;

    protected override ILogStore Store => _store;

    public async ValueTask InitializeAsync()
    {
        _connections = await fixture.ConnectAsync();
        _store = new PostgreSqlLogStore(_connections, NullLogger<PostgreSqlLogSchema>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _connections.DisposeAsync();
    }
}
