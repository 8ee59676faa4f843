using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class AttachedFilesTests
{
    private static InspectionBuilder Nameless(string type, bool isMultipart = false) => new InspectionBuilder()
        .Part(new MessagePart { Path = "1", DeclaredType = "text/plain", Size = 10 })
        .Part(new MessagePart { Path = "2", DeclaredType = type, Size = isMultipart ? null : 20_000, IsMultipart = isMultipart });

    [Theory]
    [InlineData("attachment-type: application/x-msdownload")]
    [InlineData("attachment-size: {at-least: 10KB}")]
    [InlineData("attachment-count: {at-least: 1}")]
    [InlineData("attachment-extension: {not-in: [pdf]}")]
    public void A_program_without_a_name_is_a_file_all_the_same(string condition)
    {
        Assert.NotNull(Match(condition, Nameless("application/x-msdownload").Build()));
        Assert.Null(Match(condition, Nameless("text/html").Build()));
        Assert.Null(Match(condition, Nameless("multipart/alternative", isMultipart: true).Build()));
    }

    [Theory]
    [InlineData("attachment-type: message/rfc822", true)]
    [InlineData("attachment-count: {at-least: 1}", true)]
    [InlineData("attachment-extension: eml", true)]
    [InlineData("attachment-extension: {not-in: [eml, pdf]}", false)]
    [InlineData("attachment-size: {at-least: 1KB}", false)]
    public void An_attached_message_is_a_file_and_its_parts_tell_its_size(string condition, bool holds) =>
        Assert.Equal(holds, Match(condition, Nameless("message/rfc822", isMultipart: true).Build()) is not null);

    [Fact]
    public void An_attached_message_is_found_by_its_name() => Assert.NotNull(Match(
        "attachment-name: \"*.eml\"",
        new InspectionBuilder().Part(new MessagePart { Path = "1", Name = "fw.eml", DeclaredType = "message/rfc822", IsMultipart = true, IsAttachment = true }).Build()));

    [Theory]
    [InlineData("message/delivery-status")]
    [InlineData("message/disposition-notification")]
    [InlineData("application/pgp-encrypted")]
    public void What_programs_say_to_each_other_is_no_file(string type) => Assert.Null(Match("attachment-count: {at-least: 1}", Nameless(type).Build()));

    [Theory]
    [InlineData("image/jpeg", "[jpg, png]", false)]
    [InlineData("image/svg+xml", "[svg]", false)]
    [InlineData("image/svg+xml", "[jpg, png]", true)]
    [InlineData("application/zip", "[jpg, png, zip]", true)]
    public void A_picture_without_a_name_has_the_extension_of_its_type(string type, string allowed, bool holds) =>
        Assert.Equal(holds, Match("attachment-extension: {not-in: " + allowed + "}", Nameless(type).Build()) is not null);

    [Fact]
    public void Strip_all_takes_them()
    {
        var edit = Then("{strip-attachments: all}", Nameless("application/x-msdownload").Build()).Edits.Single();
        Assert.Equal(["2"], Assert.IsType<Gateway.Policies.StripPartsEdit>(edit).Parts);
    }
}
