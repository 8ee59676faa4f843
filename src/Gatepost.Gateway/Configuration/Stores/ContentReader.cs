using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration.Stores;

/// <summary>The group <c>content</c> of <c>gatepost.yaml</c>: where quarantined content lies.</summary>
internal sealed class ContentReader(YamlKeys keys, string folder)
{
    /// <summary>Null = the folder <c>quarantine</c> of the data folder.</summary>
    public S3Settings? Read()
    {
        var s3 = keys.Group("s3");
        keys.Finish();
        return s3 is null ? null : ReadS3(s3);
    }

    private S3Settings? ReadS3(YamlKeys group)
    {
        var (endPoint, bucket, prefix) = (EndPoint(group), Bucket(group), Prefix(group));
        var (access, secret) = (Secret(group, "access-key"), Secret(group, "secret-key"));
        var region = group.Text("region") ?? "us-east-1";
        var timeout = group.Duration("timeout", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30));
        var retries = group.Number("retries", 2, 0, 10);
        group.Finish();
        return endPoint is null || bucket is null || access is null || secret is null ? null : new S3Settings
        {
            EndPoint = endPoint, Bucket = bucket, Prefix = prefix, Region = region, AccessKey = access, SecretKey = secret, Timeout = timeout, Retries = retries,
        };
    }

    private static Uri? EndPoint(YamlKeys group)
    {
        const string Expected = "the store's address such as https://s3.example.org";
        if (group.Require("endpoint", Expected) is not { } node || YamlKeys.Text(node, group.Errors, Expected) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0)
            return uri;
        group.Errors.AddUnexpected(node, Expected);
        return null;
    }

    /// <summary>The rules of Amazon for names of buckets, which other stores have too.</summary>
    private static string? Bucket(YamlKeys group)
    {
        const string Expected = "the bucket's name (3 to 63 lower-case letters, digits, dots and hyphens)";
        if (group.Require("bucket", Expected) is not { } node || YamlKeys.Text(node, group.Errors, Expected) is not { } name)
            return null;
        if (name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-'))
            return name;
        group.Errors.AddUnexpected(node, Expected);
        return null;
    }

    private static string Prefix(YamlKeys group)
    {
        if (group.Text("prefix") is not { } prefix)
            return "";
        if (prefix.Length <= 200 && !prefix.StartsWith('/') && prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.'))
            return prefix;
        group.Errors.AddUnexpected(group.Find("prefix")!, "what keys begin with, such as gatepost/ (letters, digits, / - _ .)");
        return "";
    }

    private SecretReference? Secret(YamlKeys group, string name)
    {
        var secret = SecretReader.Read(group, name, folder);
        if (secret is null && group.Find($"{name}-file") is null && group.Find($"{name}-environment") is null)
            group.Errors.Add(group.Mapping, $"the key \"{name}-file\" or \"{name}-environment\" is missing: a file, or an environment variable, that holds the {name.Replace('-', ' ')}");
        return secret;
    }
}
