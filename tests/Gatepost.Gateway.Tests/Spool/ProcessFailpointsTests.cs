using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>The switch of crash tests: it must kill where it says, or be refused.</summary>
public sealed class ProcessFailpointsTests
{
    [Theory]
    [InlineData("spool-rename-before", 1)]
    [InlineData("spool-rename-before:1", 1)]
    [InlineData("spool-rename-before:3", 3)]
    public void The_process_is_killed_at_the_nth_hit_of_that_name_alone(string value, int expected)
    {
        var kills = 0;
        var failpoints = ProcessFailpoints.Parse(value, () => kills++);
        for (var hit = 1; hit <= 5; hit++)
        {
            failpoints.Hit(FailpointNames.AfterRename);
            failpoints.Hit(FailpointNames.BeforeRename);
            Assert.Equal(hit >= expected ? 1 : 0, kills);
        }
    }

    [Theory]
    [InlineData("spool-rename")]
    [InlineData("spool-rename-before:0")]
    [InlineData("spool-rename-before:-1")]
    [InlineData("spool-rename-before:x")]
    [InlineData("spool-rename-before:")]
    [InlineData("SPOOL-RENAME-BEFORE")]
    public void A_failpoint_that_would_never_fire_is_refused(string value) => Assert.Throws<ArgumentException>(() => ProcessFailpoints.Parse(value));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_set_in_production(string? value) => Assert.IsType<NoFailpoints>(ProcessFailpoints.Parse(value));

    [Fact]
    public async Task The_spool_passes_every_one_of_its_failpoints()
    {
        var hits = new List<string>();
        var disk = new Gatepost.Testing.Disk.FaultyDisk();
        var spool = new MailSpool(disk, new SpoolLimits(), TimeProvider.System, new Recorder(hits));
        spool.Recover();
        var entry = await SpoolMail.CommitAsync(spool, Messages.MailId.New(TimeProvider.System), [1]);
        await spool.UpdateAsync(entry, SpoolMail.Update(0, RecipientStatus.Queued), CancellationToken.None);
        await spool.UpdateAsync(entry, SpoolMail.Update(0, RecipientStatus.Delivered), CancellationToken.None);
        Assert.Equal(FailpointNames.All.Where(name => name.StartsWith("spool-", StringComparison.Ordinal)), hits);
    }

    private sealed class Recorder(List<string> hits) : IFailpoints
    {
        public void Hit(string name) => hits.Add(name);
    }
}
