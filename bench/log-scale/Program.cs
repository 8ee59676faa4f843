using System.Diagnostics;
using System.Globalization;
using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Gateway.MessageLog;
using Gatepost.LogScale;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.Sqlite;
using Gatepost.Storage.Sqlite.Log;
using Microsoft.Extensions.Logging.Abstractions;

// usage: Gatepost.LogScale postgresql|sqlite PLACE [rows=N] [rounds=N] [loaders=N] [seed=N] [only=WORDS] [days=N] [kept=N] [steps=load,copy,search,purge]
// load: through the store, line by line, the newest days or all; copy: the rest of thirty days as copies of those, made by the database.
// kept: days of the log, 30. rows: of whole days; the generator stays a tenth below them, and today has only begun.
// PLACE: "host:port:password-file" of a PostgreSQL with the database gatepost, or a folder.
var options = args.Skip(2).Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
int Number(string name, int fallback) => options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
var isPostgreSql = args[0] == "postgresql";
var rows = Number("rows", isPostgreSql ? 16_500_000 : 1_100_000);
var steps = options.GetValueOrDefault("steps", "load,copy,search,purge").Split(',');
var bench = new LogBench(Open, new LogGenerator(Number("seed", 1)), rows, Number("kept", 30), Console.Out);
if (steps.Contains("load"))
    await bench.LoadAsync(Number("loaders", isPostgreSql ? 4 : 1), Number("days", isPostgreSql && steps.Contains("copy") ? 5 : 30));
if (steps.Contains("copy") && isPostgreSql)
    await bench.CopyAsync(Connect(), Number("loaders", 4));
if (steps.Contains("search"))
    await bench.SearchAsync(Number("rounds", 10), options.GetValueOrDefault("only"));
if (steps.Contains("purge"))
    await bench.PurgeAsync();
return 0;

ILogStore Open()
{
    if (!isPostgreSql)
        return new SqliteLogStore(new SqliteStorageSettings { DataFolder = Path.GetFullPath(args[1]) }, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);
    return new PostgreSqlLogStore(Connect(), NullLogger<PostgreSqlLogSchema>.Instance);
}

PostgreSqlConnections Connect()
{
    var place = args[1].Split(':');
    return new PostgreSqlConnections(new PostgreSqlSettings
    {
        Host = place[0], Port = int.Parse(place[1], CultureInfo.InvariantCulture), Password = new SecretReference(place[2], null), Tls = PostgreSqlTls.Off, StatementTimeout = TimeSpan.FromMinutes(10),
    });
}
