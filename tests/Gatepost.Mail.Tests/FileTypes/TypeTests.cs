using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Tests.FileTypes.Samples;
using Gatepost.Testing.Messages;

namespace Gatepost.Mail.Tests.FileTypes;

/// <summary>Every kind that is told by content has a true sample, the same under a false name, and one that is nearly it.</summary>
public sealed class TypeTests
{
    private static readonly TypeSample[] Samples = [.. ProgramSamples.All, .. PaperSamples.All, .. PictureSamples.All, .. StoreSamples.All];

    /// <summary>What the run time itself makes in an unoptimised build; a string or a list of a rule would cost more with every line that it reads.</summary>
    private const int UnoptimisedOctets = 512;

    public static TheoryData<string> Names => [.. Samples.Select(sample => sample.Type)];

    [Fact]
    public void Every_kind_that_is_told_by_content_has_its_samples()
    {
        var told = FileTypeCatalogue.All.Where(type => type.Container is null && type != FileTypeCatalogue.Unknown).Select(type => type.Name).ToArray();
        Assert.Equal(told.Order(StringComparer.Ordinal), Samples.Select(sample => sample.Type).Order(StringComparer.Ordinal));
        Assert.True(told.Length >= 150, $"{told.Length} kinds");
        Assert.All(Samples, sample => Assert.True(sample.Octets.Length > 0 && sample.NearMiss.Length > 0 && !sample.Octets.SequenceEqual(sample.NearMiss), sample.Type));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_true_sample_is_told(string type) => Assert.Equal(type, Detect(Of(type).Octets).Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_near_miss_is_something_else(string type) => Assert.NotEqual(type, Detect(Of(type).NearMiss).Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_false_name_and_a_false_media_type_change_nothing(string type)
    {
        var message = TestMessage.Mixed(TestMessage.TextPart("see file"), TestMessage.Attachment("holiday.jpg", Of(type).Octets, "image/jpeg"));
        var part = MessagePartReader.Read(TestMessage.Content(message), new ReadingLimits(), CancellationToken.None).All.Single(part => part.Path == "2");
        Assert.Equal(type, part.TrueType);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cut_sample_never_breaks_anything(string type)
    {
        var octets = Of(type).Octets;
        for (var length = 0; length <= Math.Min(octets.Length, 600); length++)
            Assert.NotNull(Detect(octets[..length]));
    }

    [Fact]
    public void Telling_allocates_next_to_nothing()
    {
        var costs = Samples.Select(sample => (sample.Type, Octets: Cost(sample.Octets))).Where(cost => cost.Octets > UnoptimisedOctets).ToArray();
        Assert.True(costs.Length == 0, string.Join(", ", costs));
    }

    /// <summary>The least of several: the run time makes its own tables when it sees a method for the first time.</summary>
    private static long Cost(byte[] octets)
    {
        var least = long.MaxValue;
        for (var turn = 0; turn < 5; turn++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            FileTypeCatalogue.Detect(octets, octets, octets.Length);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static TypeSample Of(string type) => Samples.Single(sample => sample.Type == type);

    private static FileType Detect(byte[] octets) => FileTypeCatalogue.Detect(
        octets.AsSpan(0, Math.Min(octets.Length, FileTypeCatalogue.HeadOctets)), octets.AsSpan(Math.Max(0, octets.Length - FileTypeCatalogue.TailOctets)), octets.Length);
}
