namespace Gatepost.Gateway.Configuration.Stores;

/// <summary>Where the PostgreSQL database is and how to speak to it.</summary>
public sealed record PostgreSqlSettings
{
    /// <summary>Host name or address, or the absolute path of the folder with its Unix socket.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; with a socket its number.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>The database.</summary>
    public string Database { get; init; } = "gatepost";

    /// <summary>The role.</summary>
    public string User { get; init; } = "gatepost";

    /// <summary>Its password, or null where none is asked for (peer authentication).</summary>
    public SecretReference? Password { get; init; }

    /// <summary>TLS on the way there.</summary>
    public PostgreSqlTls Tls { get; init; } = PostgreSqlTls.Prefer;

    /// <summary>PEM file with the authorities that <see cref="PostgreSqlTls.Verify"/> trusts; null = those of the system.</summary>
    public string? TlsAuthorities { get; init; }

    /// <summary>How long a connection may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one statement may take: a search that takes longer asks for too much, and its plan holds memory there.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections of one node at most. PostgreSQL gives 100 to all of its clients by default.</summary>
    public int Connections { get; init; } = 20;
}

/// <summary>TLS to the database.</summary>
public enum PostgreSqlTls
{
    /// <summary>Never.</summary>
    Off = 0,

    /// <summary>Where the server offers it.</summary>
    Prefer,

    /// <summary>Always, whoever the server is.</summary>
    Require,

    /// <summary>Always, with a certificate of a known authority for the host's name.</summary>
    Verify,
}
