using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Operation;

/// <summary>The units that are shipped, read by systemd itself; programs that only an installation has are replaced by one that every machine has.</summary>
public sealed class UnitsOfSystemd
{
    private static readonly string[] Programs = ["/usr/lib/gatepost/gatepost", "/usr/sbin/sendmail"];

    [Fact]
    public async Task Systemd_has_nothing_to_say_against_them()
    {
        using var folder = new TestFolder("units");
        var units = Shipped().Select(unit => folder.Write(Path.GetFileName(unit), Programs.Aggregate(File.ReadAllText(unit), (text, program) => text.Replace(program, "/bin/true", StringComparison.Ordinal)))).ToArray();
        Assert.Equal(["gatepost.service", "gatepost.socket", "sendmail-rx.service", "sendmail-tx.service"], units.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var verified = await VerifyAsync(folder, units);
        // Units of the machine itself that ours name are read too, and may have faults of their own.
        string[] ours = [folder.Path, .. units.Select(unit => Path.GetFileName(unit)!)];
        Assert.Equal([], verified.Both.Split('\n').Where(line => ours.Any(name => line.Contains(name, StringComparison.Ordinal))));
        Assert.Equal(0, verified.ExitCode);
    }

    /// <summary>Else the test above could not fail.</summary>
    [Fact]
    public async Task And_it_would_say_so()
    {
        using var folder = new TestFolder("units");
        var unit = folder.Write("wrong.service", "[Service]\nExecStart=/bin/true\nRestart=perhaps\nNonsense=1\n");
        var verified = await VerifyAsync(folder, [unit]);
        Assert.Contains("perhaps", verified.Both, StringComparison.Ordinal);
        Assert.Contains("Nonsense", verified.Both, StringComparison.Ordinal);
    }

    /// <summary>The order in which a machine starts them, and what the commands and files of both halves have in common.</summary>
    [Theory]
    [InlineData("rx", "-bd -q2m", "After=network-online.target nss-lookup.target gatepost.service sendmail-tx.service")]
    [InlineData("tx", "-bd -q10m", "After=network-online.target nss-lookup.target")]
    public void The_two_Sendmails_use_the_files_of_the_page(string half, string options, string after)
    {
        var folder = Path.Combine(Requirement.RepositoryRoot(), "packaging", "sendmail");
        var unit = File.ReadAllLines(Path.Combine(folder, $"sendmail-{half}.service"));
        Assert.Contains($"ExecStart=/usr/sbin/sendmail -C /etc/mail/sendmail-{half}.cf -L sm-{half} {options}", unit);
        Assert.Contains(after, unit);
        Assert.Contains($"PIDFile=/run/sendmail-{half}.pid", unit);
        Assert.Contains($"define(`confPID_FILE', `/run/sendmail-{half}.pid')dnl", File.ReadAllLines(Path.Combine(folder, $"sendmail-{half}.mc")));
    }

    private static string[] Shipped()
    {
        var packaging = Path.Combine(Requirement.RepositoryRoot(), "packaging");
        return [.. Directory.GetFiles(packaging, "*.service", SearchOption.AllDirectories), .. Directory.GetFiles(packaging, "*.socket", SearchOption.AllDirectories)];
    }

    private static Task<ProgramResult> VerifyAsync(TestFolder folder, string[] units) => ChildProcess.RunAsync(
        Requirement.Command("systemd-analyze", "systemd"), ["verify", "--man=no", "--recursive-errors=no", .. units], environment: new Dictionary<string, string> { ["SYSTEMD_UNIT_PATH"] = folder.Path + ":" });
}
