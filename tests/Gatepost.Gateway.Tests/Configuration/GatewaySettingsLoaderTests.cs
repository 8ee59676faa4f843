using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Tests.Configuration;

public class GatewaySettingsLoaderTests
{
    private static readonly SettingsPlace Place = new("/srv/mail", "gatepost.localhost");
    private static readonly string Here = Path.Combine(SourceRoot(), "tests/Gatepost.Gateway.Tests/Configuration");

    public static TheoryData<string> BadFiles =>
        [.. Directory.GetFiles(Path.Combine(Here, "BadSettings"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Every_mistake_of_a_bad_file_is_named_at_once(string name)
    {
        var file = Path.Combine(Here, "BadSettings", name + ".yaml");
        var result = GatewaySettingsLoader.Parse(File.ReadAllText(file), "gatepost.yaml", "/etc/gatepost", Place);
        Assert.Null(result.Settings);
        var expected = Path.ChangeExtension(file, ".expected");
        var actual = string.Concat(result.Errors.Select(error => error + "\n"));
        if (Environment.GetEnvironmentVariable("GATEPOST_ACCEPT") == "1")
            File.WriteAllText(expected, actual);
        Assert.Equal(File.ReadAllText(expected), actual);
    }

    [Fact]
    public void The_sample_loads_as_it_stands()
    {
        var result = Load(Sample());
        Assert.Empty(result.Errors);
        var listener = Assert.Single(result.Settings!.Listeners);
        Assert.Equal(("mx", new IPEndPoint(IPAddress.IPv6Any, 25)), (listener.Name, listener.EndPoint));
        Assert.Equal("/var/lib/gatepost", result.Settings.DataFolder);
    }

    [Fact]
    public void Every_key_of_the_sample_is_read()
    {
        var errors = Load(WithoutHashes(Sample())).Errors;
        Assert.All(errors, error => Assert.Contains("there is no file", error.Message, StringComparison.Ordinal));
        Assert.Equal(8, errors.Count);
    }

    [Fact]
    public void The_defaults_in_the_sample_are_the_defaults()
    {
        var first = Regex.Replace(Sample(), "(?ms)^  # The content filter.*?(?=^# )", "");
        var sample = WithoutHashes(Regex.Replace(first, "(?m)^#(credentials|database|content):\n(^  +#.*\n)+|^ *#(hostname|dns-servers|relay-networks|client-certificates|authorities|fingerprints|[a-z]*-hosts|accounts|certificates|- certificate|key).*\n", ""));
        var written = Load(sample).Settings;
        var standard = GatewaySettingsLoader.Defaults(Place) with { DataFolder = "/var/lib/gatepost" };
        var listener = new ListenerSettings { Name = "mx", EndPoint = new IPEndPoint(IPAddress.IPv6Any, 25) };
        Assert.Equal(standard.Metrics, written!.Metrics);
        // Equivalent asks every property, and an IPv4 address throws at one of them.
        Assert.Equivalent(standard with { Listeners = [listener], Metrics = null }, written with { Metrics = null });
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("logging:\n", "logging.")]
    [InlineData("listeners:\n  - client-certificates:\n      ", "client-certificates.")]
    [InlineData("certificates:\n  - ", "certificates[0].")]
    [InlineData("credentials:\n  smarthost:\n    ", "credentials.smarthost.")]
    [InlineData("listeners:\n  - ", "listeners[0].")]
    [InlineData("content:\n  s3:\n    ", "content.s3.")]
    [InlineData("database:\n  postgresql:\n    ", "database.postgresql.")]
    [InlineData("listeners:\n  - limits:\n      ", "limits.")]
    public void Every_key_that_is_known_stands_in_the_sample(string group, string prefix)
    {
        var indent = group.EndsWith(":\n", StringComparison.Ordinal) ? "  " : "";
        var unknown = Load(group + indent + "qqqqqqqqqqqqqqqqqqqqq: 1\n").Errors.Single(error => error.Message.StartsWith("unknown", StringComparison.Ordinal));
        var known = unknown.Message.Split("; expected ")[1].Split([", ", " or "], StringSplitOptions.None);
        Assert.True(known.Length > 1, prefix);
        // Where a secret comes from is one key of two; the sample sets the one, and says the other in words.
        Assert.All(known, key => Assert.Matches(key.EndsWith("-environment", StringComparison.Ordinal) ? $"(?m)^ *# .*{key} " : $"(?m)^ *#?(- )?#?{key}:", Sample()));
    }

    [Fact]
    public void Every_setting_can_be_set()
    {
        using var folder = new TemporaryFiles("cert.pem", "key.pem");
        var settings = GatewaySettingsLoader.Parse(File.ReadAllText(Path.Combine(Here, "everything.yaml")), "f", folder.Path, Place).Settings!;
        AssertAllDiffer(GatewaySettingsLoader.Defaults(Place), settings);
        AssertAllDiffer(GatewaySettingsLoader.Defaults(Place).Listeners[0], settings.Listeners[0]);
        AssertAllDiffer(new PostgreSqlSettings { Host = "" }, settings.PostgreSql!);
        var none = new SecretReference(null, null);
        AssertAllDiffer(new S3Settings { EndPoint = new Uri("http://x"), Bucket = "", AccessKey = none, SecretKey = none }, settings.S3!);
        AssertAllDiffer(new SmtpServerLimits(), settings.Listeners[0].Limits);
        Assert.Equal(Path.Combine(folder.Path, "cert.pem"), Assert.Single(settings.Certificates).CertificateFile);
    }

    [Fact]
    public void Relative_paths_start_at_the_file()
    {
        Assert.Equal("/etc/gatepost/spool", GatewaySettingsLoader.Parse("data: spool", "f", "/etc/gatepost", Place).Settings!.DataFolder);
        Assert.Equal("/srv/mail/.gatepost", GatewaySettingsLoader.Parse("", "f", "/etc/gatepost", Place).Settings!.DataFolder);
    }

    [Fact]
    public void Out_of_the_box_nobody_may_relay_and_nothing_but_loopback_listens()
    {
        var listener = Assert.Single(GatewaySettingsLoader.Defaults(Place).Listeners);
        Assert.Empty(listener.RelayNetworks);
        Assert.True(IPAddress.IsLoopback(listener.EndPoint.Address));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_mistake_like_any_other()
    {
        var error = Assert.Single(GatewaySettingsLoader.LoadFile("/nowhere/gatepost.yaml", Place).Errors);
        Assert.Equal("/nowhere/gatepost.yaml:1:1: cannot be read: there is no such file", error.ToString());
    }

    private static void AssertAllDiffer<T>(T standard, T written)
    {
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
            Assert.False(Equals(property.GetValue(standard), property.GetValue(written)), $"{typeof(T).Name}.{property.Name} was not read");
    }

    private static SettingsResult Load(string yaml) => GatewaySettingsLoader.Parse(yaml, "gatepost.yaml", "/etc/gatepost", Place);

    private static string Sample() => File.ReadAllText(Path.Combine(SourceRoot(), "packaging/gatepost.yaml"));

    private static string WithoutHashes(string yaml) => Regex.Replace(yaml, "(?m)^( *)#(?=[a-z]|- [a-z])", "$1");

    private static string SourceRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Gatepost.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    private sealed class TemporaryFiles : IDisposable
    {
        public TemporaryFiles(params string[] names)
        {
            Path = Directory.CreateTempSubdirectory("gatepost-settings-").FullName;
            foreach (var name in names)
                File.WriteAllText(System.IO.Path.Combine(Path, name), "");
        }

        public string Path { get; }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
