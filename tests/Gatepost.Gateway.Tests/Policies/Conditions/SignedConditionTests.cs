using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class SignedConditionTests
{
    [Theory]
    [InlineData("multipart/signed; protocol=\"application/pgp-signature\"; boundary=x", true)]
    [InlineData("Multipart/Encrypted; boundary=x", true)]
    [InlineData("application/pkcs7-mime; smime-type=enveloped-data", true)]
    [InlineData("application/x-pkcs7-mime", true)]
    [InlineData("multipart/mixed; boundary=\"multipart/signed\"", false)]
    [InlineData("application/pkcs7-signature", false)]
    public void The_type_of_the_message_tells(string type, bool isSigned)
    {
        var message = new InspectionBuilder().Header($"From: a@b.example\r\nContent-Type: {type}\r\n").Build();
        Assert.Equal(isSigned, Match("signed: true", message) is not null);
        Assert.Equal(!isSigned, Match("signed: false", message) is not null);
    }

    [Fact]
    public void A_signed_part_inside_counts() => Assert.Equal("signed or encrypted by the sender (multipart/signed)", Match(
        "signed: true", new InspectionBuilder().Part(new MessagePart { Path = "1", DeclaredType = "multipart/signed", IsMultipart = true }).Build())!.Because);
}
