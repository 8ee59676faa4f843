using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Tests.Mime;

public sealed class LenientParametersTests
{
    [Theory]
    [InlineData("x; filename*=", 5_000)]
    [InlineData("filename*=", 6_500)]
    [InlineData("filename*0=\"", 5_000)]
    [InlineData("filename*=''", 5_000)]
    [InlineData("filename=", 7_000)]
    [InlineData("filename=\"\\\"", 5_000)]
    [InlineData("filename=\\\"", 5_000)]
    public void A_parameter_within_its_own_value_does_not_grow_with_the_square(string piece, int times)
    {
        var field = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, times)));
        Assert.InRange(LenientParameters.FindAll(field, "filename").Sum(value => value.Text.Length), 0, 2 * field.Length);
    }

    [Fact]
    public void Many_honest_pieces_are_all_put_together()
    {
        var field = Encoding.ASCII.GetBytes("attachment; =" + string.Concat(Enumerable.Range(0, 500).Select(n => $"; filename*{n}=\"abcdefghij\"")));
        Assert.Equal(5_000, LenientParameters.FindName(field, "filename")!.Length);
    }
}
