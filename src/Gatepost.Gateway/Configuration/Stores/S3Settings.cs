namespace Gatepost.Gateway.Configuration.Stores;

/// <summary>Where an S3-compatible object store is and how to speak to it.</summary>
public sealed record S3Settings
{
    /// <summary>Its address, http or https.</summary>
    public required Uri EndPoint { get; init; }

    /// <summary>The bucket; it must be there.</summary>
    public required string Bucket { get; init; }

    /// <summary>What our keys begin with, so that others may use the bucket too.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The region that requests are signed for; stores other than Amazon's mostly take any.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The access key's id.</summary>
    public required SecretReference AccessKey { get; init; }

    /// <summary>The secret key.</summary>
    public required SecretReference SecretKey { get; init; }

    /// <summary>How long one request may take, the octets of a large message among it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request that failed is repeated at once; then its caller waits, and repeats it later.</summary>
    public int Retries { get; init; } = 2;
}
