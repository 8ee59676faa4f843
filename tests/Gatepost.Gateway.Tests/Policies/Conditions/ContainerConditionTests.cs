using Gatepost.Gateway.Inspection;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class ContainerConditionTests
{
    private static readonly MessageInspection Nested = new InspectionBuilder()
        .Attached("2", "outer.zip").Member("2/1", "inner.zip").Part(new MessagePart { Path = "2/1/1", Name = "a.exe", IsMember = true, IsAttachment = true, Depth = 2, Parent = "2/1" })
        .Attached("3", "one.zip").Member("3/1", "b.txt").Attached("4", "c.pdf").Build();

    [Theory]
    [InlineData("{at-least: 2}", true)]
    [InlineData("{at-least: 3}", false)]
    [InlineData("{at-least: 1, below: 2}", false)]
    [InlineData("{below: 3}", true)]
    public void The_deepest_file_counts(string value, bool holds) => Assert.Equal(holds, Match("container-depth: " + value, Nested) is not null);

    [Fact]
    public void A_message_without_archives_has_the_depth_0()
    {
        var plain = new InspectionBuilder().Attached("2", "a.pdf").Build();
        Assert.NotNull(Match("container-depth: {below: 1}", plain));
        Assert.Null(Match("container-depth: {at-least: 1}", plain));
    }

    [Theory]
    [InlineData("{at-least: 2}", "part 2 (outer.zip) holds 2 files")]
    [InlineData("{at-least: 3}", null)]
    [InlineData("{at-least: 1, below: 2}", "part 3 (one.zip) holds 1 files")]
    [InlineData("{below: 1}", null)]
    public void The_files_of_each_container_are_counted_on_their_own(string value, string? because) => Assert.Equal(because, Match("container-members: " + value, Nested)?.Because);

    [Fact]
    public void Parts_of_a_package_that_are_no_files_do_not_count()
    {
        var package = new InspectionBuilder().Attached("2", "a.docx").Part(new MessagePart { Path = "2/1", IsMember = true, Depth = 1, Parent = "2" }).Member("2/2", "object.xlsx").Build();
        Assert.NotNull(Match("container-members: {at-least: 1, below: 2}", package));
    }
}
