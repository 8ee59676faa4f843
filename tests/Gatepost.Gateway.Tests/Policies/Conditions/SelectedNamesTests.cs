using Gatepost.Gateway.Inspection;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

/// <summary>Names and extensions selected and not selected, in archives and behind passwords, both ways.</summary>
public sealed class SelectedNamesTests
{
    private static readonly MessageInspection Mixed = new InspectionBuilder().Attached("2", "a.zip").Member("2/1", "a.pdf").Member("2/2", "b.exe").Build();

    private static readonly MessageInspection Locked = new InspectionBuilder().Attached("2", "a.zip").Member("2/1", "a.pdf").Member("2/2", "b.exe", isEncrypted: true).Build();

    [Theory]
    [InlineData("attachment-name: {not-matches: [\"*.zip\", \"*.pdf\"]}", true)]
    [InlineData("attachment-name: {not-matches: [\"*.zip\", \"*.pdf\"], in-archives: false}", false)]
    [InlineData("attachment-name: {not-matches: [\"*.zip\", \"*.pdf\", \"*.exe\"]}", false)]
    [InlineData("attachment-extension: {not-in: [zip, pdf]}", true)]
    [InlineData("attachment-extension: {not-in: [zip, pdf], in-archives: false}", false)]
    [InlineData("attachment-extension: {not-in: [zip, pdf, exe]}", false)]
    public void A_member_that_is_not_on_the_list_matches_unless_members_are_left_out(string condition, bool holds) => Assert.Equal(holds, Match(condition, Mixed) is not null);

    [Theory]
    [InlineData("attachment-name: \"*.exe\"", true)]
    [InlineData("attachment-name: {matches: \"*.exe\", in-encrypted-archives: false}", false)]
    [InlineData("attachment-name: {not-matches: [\"*.zip\", \"*.pdf\"]}", true)]
    [InlineData("attachment-name: {not-matches: [\"*.zip\", \"*.pdf\"], in-encrypted-archives: false}", false)]
    [InlineData("attachment-extension: exe", true)]
    [InlineData("attachment-extension: {in: exe, in-encrypted-archives: false}", false)]
    [InlineData("attachment-extension: {in: pdf, in-encrypted-archives: false}", true)]
    [InlineData("attachment-extension: {not-in: [zip, pdf]}", true)]
    [InlineData("attachment-extension: {not-in: [zip, pdf], in-encrypted-archives: false}", false)]
    public void Names_behind_a_password_are_seen_unless_told_otherwise(string condition, bool holds) => Assert.Equal(holds, Match(condition, Locked) is not null);

    [Fact]
    public void A_file_without_a_name_is_not_on_a_list_of_names()
    {
        var nameless = new InspectionBuilder().Attached("2", null).Build();
        Assert.NotNull(Match("attachment-name: {not-matches: \"*.pdf\"}", nameless));
        Assert.Null(Match("attachment-name: \"*.pdf\"", nameless));
    }
}
