namespace Gatepost.Mail.Tests.Smtp;

public sealed class AttackTests
{
    private static readonly Dictionary<string, AttackCase> Cases = AttackCase.ReadAll().ToDictionary(one => one.Name);

    public static IEnumerable<TheoryDataRow<string, string>> Attacks() => Rows(one => one.Attack);

    public static IEnumerable<TheoryDataRow<string, string>> Twins() => Rows(one => one.Twin);

    [Theory]
    [MemberData(nameof(Attacks))]
    public Task An_attack_is_stopped(string name, string mode) => DialogueRunner.RunAsync(Cases[name].Attack, mode);

    [Theory]
    [MemberData(nameof(Twins))]
    public Task Its_legitimate_twin_passes(string name, string mode) => DialogueRunner.RunAsync(Cases[name].Twin, mode);

    [Fact]
    public void There_are_at_least_sixty_attacks_each_beside_its_twin()
    {
        Assert.True(Cases.Count >= 60, $"only {Cases.Count}");
        Assert.All(Cases.Values, one => Assert.NotEmpty(one.Twin.Steps));
        Assert.All(Cases.Values, one => Assert.NotEmpty(one.Attack.Steps.OfType<ServerStep>()));
    }

    private static IEnumerable<TheoryDataRow<string, string>> Rows(Func<AttackCase, Dialogue> select) =>
        from one in Cases.Values
        from mode in @select(one).Modes
        select new TheoryDataRow<string, string>(one.Name, mode);
}
