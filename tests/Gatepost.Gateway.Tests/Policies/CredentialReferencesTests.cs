using System.Collections.Frozen;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Policies;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Policies;

/// <summary>Credentials that a policy names and gatepost.yaml does not have are told of before any mail waits for them.</summary>
public sealed class CredentialReferencesTests : IDisposable
{
    private const string Policy =
        "gatepost-policy: 1\ninternal-domains: [first.example]\nnext-hops:\n  - {to: a.example, hosts: [\"127.0.0.1:25\"], tls: required, credentials: known}\n"
        + "  - to: b.example\n    hosts: [\"127.0.0.1:25\"]\n    tls: required\n    credentials: smarthost\n";

    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryPolicyStore _store = new();
    private readonly RecordingLogger<PolicyService> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_is_a_mistake_with_its_place_and_what_there_is()
    {
        var missing = Assert.Single(Settings("known", "other").Missing(Policy, "p.yaml"));
        Assert.Equal(("p.yaml", 8, "next-hops[1].credentials"), (missing.File, missing.Line, missing.Path));
        Assert.Contains("\"smarthost\"", missing.Message, StringComparison.Ordinal);
        Assert.Contains("credentials of gatepost.yaml: known", missing.Message, StringComparison.Ordinal);
        Assert.Empty(Settings("known", "smarthost").Missing(Policy, "p.yaml"));
        Assert.Contains("there are none", Settings().Missing(Policy, "p.yaml")[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Such_a_policy_is_not_applied()
    {
        await using var service = Service(Settings("known"));
        await service.StartAsync(Token);
        var application = await service.ApplyAsync(Policy, "p.yaml", "me", null, null, Token);
        Assert.Equal(PolicyApplicationOutcome.Mistakes, application.Outcome);
        Assert.Equal(8, Assert.Single(application.Errors).Line);
        Assert.Single(_store.Revisions);
    }

    [Fact]
    public async Task One_that_is_in_force_already_stays_and_start_and_reload_say_so()
    {
        await using (var service = Service(Settings("known", "smarthost")))
        {
            await service.StartAsync(Token);
            await service.ApplyAsync(Policy, "p.yaml", "me", null, null, Token);
        }
        Assert.DoesNotContain(_log.Entries, entry => entry.Level >= LogLevel.Error);

        await using var next = Service(Settings("known"));
        await next.StartAsync(Token);
        Assert.Equal(2, next.InForce!.Number);
        Assert.Contains("next-hops[1].credentials", Assert.Single(_log.Entries, entry => entry.Level >= LogLevel.Error).Text, StringComparison.Ordinal);

        var live = new LiveReferences(next, With("known"));
        Assert.Null(live.Check(With("known")));
        Assert.Contains("revision 2", Assert.Single(live.Apply(With("known"))), StringComparison.Ordinal);
        Assert.EndsWith("in force after a restart", Assert.Single(live.Apply(With("known", "smarthost"))), StringComparison.Ordinal);
        Assert.Empty(new LiveReferences(next, With("known", "smarthost")).Apply(With("known", "smarthost")));
    }

    private PolicyService Service(CredentialReferences references) =>
        new(_store, new PolicySource(PolicySnapshot.None), new LastGoodPolicy(new PhysicalDisk(_folder.Path)), new FakeTimeProvider(), _log) { References = references };

    private static CredentialReferences Settings(params string[] names) => new(With(names));

    private static GatewaySettings With(params string[] names) => GatewaySettingsLoader.Defaults(SettingsPlace.Current()) with
    {
        Credentials = names.ToFrozenDictionary(name => name, _ => new CredentialSettings("user", null, "PASSWORD"), StringComparer.Ordinal),
    };
}
