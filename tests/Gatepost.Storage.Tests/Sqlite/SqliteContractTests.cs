using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;
using Gatepost.Storage.Sqlite.Log;
using Gatepost.Storage.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Storage.Tests.Sqlite;

public sealed class SqlitePolicyStoreTests : PolicyStoreContract, IDisposable
{
    private readonly DatabaseFolder _folder = new();

    public SqlitePolicyStoreTests() => Store = OpenAgain();

    protected override IPolicyStore Store { get; }

    protected override IPolicyStore OpenAgain() => new PolicyStore(SqliteContextSource.Settings(_folder.Settings));

    public void Dispose() => _folder.Dispose();
}

public sealed class SqliteQuarantineStoreTests : QuarantineStoreContract, IDisposable
{
    private readonly DatabaseFolder _folder = new();

    public SqliteQuarantineStoreTests() => Store = new QuarantineStore(SqliteContextSource.Quarantine(_folder.Settings));

    protected override IQuarantineStore Store { get; }

    public void Dispose() => _folder.Dispose();
}

public sealed class SqliteLogStoreTests : LogStoreContract, IDisposable
{
    private readonly DatabaseFolder _folder = new();
    private readonly SqliteLogStore _store;

    public SqliteLogStoreTests() => _store = new SqliteLogStore(_folder.Settings, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);

    protected override ILogStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}

public sealed class SqliteLogSearchTests : LogSearchContract, IDisposable
{
    private readonly DatabaseFolder _folder = new();
    private readonly SqliteLogStore _store;

    public SqliteLogSearchTests() => _store = new SqliteLogStore(_folder.Settings, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);

    protected override ILogStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}
