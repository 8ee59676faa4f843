using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration.Stores;

/// <summary>The group <c>database</c> of <c>gatepost.yaml</c>.</summary>
internal sealed class DatabaseReader(YamlKeys keys, string folder)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Null = SQLite in the data folder.</summary>
    public PostgreSqlSettings? Read()
    {
        var postgreSql = keys.Group("postgresql");
        keys.Finish();
        return postgreSql is null ? null : ReadPostgreSql(postgreSql);
    }

    private PostgreSqlSettings? ReadPostgreSql(YamlKeys group)
    {
        const string Expected = "the database's host such as db.example.org, or the folder of its socket such as /run/postgresql";
        var host = group.Require("host", Expected) is { } node ? YamlKeys.Text(node, group.Errors, Expected) : null;
        if (host is not null && (host.Length == 0 || host.Any(c => char.IsWhiteSpace(c) || c is ',' or '\0')))
        {
            group.Errors.AddUnexpected(group.Find("host")!, Expected);
            host = null;
        }
        var standard = new PostgreSqlSettings { Host = host ?? "" };
        var settings = standard with
        {
            Port = group.Number("port", standard.Port, 1, 65_535),
            Database = Name(group, "database", standard.Database),
            User = Name(group, "user", standard.User),
            Password = SecretReader.Read(group, "password", folder),
            Tls = group.Choice(
                "tls", standard.Tls, ("off", PostgreSqlTls.Off), ("prefer", PostgreSqlTls.Prefer), ("require", PostgreSqlTls.Require), ("verify", PostgreSqlTls.Verify)),
            TlsAuthorities = StoreFile.Existing(group, "tls-authorities", folder, "the PEM file of the authorities that sign the server's certificate"),
            ConnectTimeout = group.Duration("connect-timeout", standard.ConnectTimeout, Second, TimeSpan.FromMinutes(2)),
            StatementTimeout = group.Duration("statement-timeout", standard.StatementTimeout, Second, TimeSpan.FromHours(1)),
            Connections = group.Number("connections", standard.Connections, 8, 500),
        };
        group.Finish();
        return host is null ? null : settings;
    }

    private static string Name(YamlKeys group, string key, string fallback)
    {
        if (group.Text(key) is not { } name)
            return fallback;
        if (name.Length is > 0 and <= 63 && !name.Contains('\0', StringComparison.Ordinal))
            return name;
        group.Errors.AddUnexpected(group.Find(key)!, "a name of 1 to 63 characters");
        return fallback;
    }
}
