using Gatepost.Mail.Mime;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Extraction.Tests.Formats.Archives.Zipped;

/// <summary>Encrypted members. The samples hold <c>clam.txt</c> (one line forty times) and <c>dir/b.txt</c>, written by libarchive with the password <c>infected</c>.</summary>
public sealed class ZipPasswordTests
{
    private const string Aes256 =
        "UEsDBBQACQBjAKqxblcAAAAAAAAAAJgDAAAIACMAY2xhbS50eHRVVAUAAQDxU2V1eAsAAQQAAAAABAAAAAABmQcAAQBBRQMIAAvXxLzVMPsNFm/4osfrJuSOYZy5ssWctVlq1400UJI063S32+POEmYUQY1XOuOFPaMXUu90hI7maO9D"
        + "JPDNUEsHCKWbR+g+AAAAmAMAAFBLAwQUAAkAYwCqsW5XAAAAAAAAAAAGAAAACQAjAGRpci9iLnR4dFVUBQABAPFTZXV4CwABBAAAAAAEAAAAAAGZBwACAEFFAwgAHJjcx4bH75kHVB5ihOb9jTwPqtEcveqtstQskm505WGvegl3UEsH"
        + "CAAAAAAkAAAABgAAAFBLAQIUAxQACQBjAKqxblelm0foPgAAAJgDAAAIACMAAAAAAAAAAACkgQAAAABjbGFtLnR4dFVUBQABAPFTZXV4CwABBAAAAAAEAAAAAAGZBwABAEFFAwgAUEsBAhQDFAAJAGMAqrFuVwAAAAAkAAAABgAAAAkA"
        + "IwAAAAAAAAAAAKSBlwAAAGRpci9iLnR4dFVUBQABAPFTZXV4CwABBAAAAAAEAAAAAAGZBwACAEFFAwgAUEsFBgAAAAACAAIAswAAABUBAAAAAA==";

    private const string Aes128 =
        "UEsDBBQACQBjAKqxblcAAAAAAAAAAJgDAAAIACMAY2xhbS50eHRVVAUAAQDxU2V1eAsAAQQAAAAABAAAAAABmQcAAQBBRQEIAMi13aEY0zkcs8lCHgOeNmMutoYNMLJ12n+r96CdmCx4vYsgKjhI4aZYqIxad54fKuNV1XfQz1BLBwil"
        + "m0foNgAAAJgDAABQSwMEFAAJAGMAqrFuVwAAAAAAAAAABgAAAAkAIwBkaXIvYi50eHRVVAUAAQDxU2V1eAsAAQQAAAAABAAAAAABmQcAAgBBRQEIAAiaiVh6e/GmDfaR1ilVQRSoOu9cvYytJvD7AvxQSwcIAAAAABwAAAAGAAAAUEsB"
        + "AhQDFAAJAGMAqrFuV6WbR+g2AAAAmAMAAAgAIwAAAAAAAAAAAKSBAAAAAGNsYW0udHh0VVQFAAEA8VNldXgLAAEEAAAAAAQAAAAAAZkHAAEAQUUBCABQSwECFAMUAAkAYwCqsW5XAAAAABwAAAAGAAAACQAjAAAAAAAAAAAApIGPAAAA"
        + "ZGlyL2IudHh0VVQFAAEA8VNldXgLAAEEAAAAAAQAAAAAAZkHAAIAQUUBCABQSwUGAAAAAAIAAgCzAAAABQEAAAAA";

    private const string Traditional =
        "UEsDBBQACQAIAKqxblcAAAAAAAAAAJgDAAAIABgAY2xhbS50eHRVVAUAAQDxU2V1eAsAAQQAAAAABAAAAAA56S+LcFcyoyEg5QSvnlBpwmdhuepcCLTtFrVna3tZpkk+08qtHxCUcspzPUpSUEsHCKWbR+guAAAAmAMAAFBLAwQUAAkACACq"
        + "sW5XAAAAAAAAAAAGAAAACQAYAGRpci9iLnR4dFVUBQABAPFTZXV4CwABBAAAAAAEAAAAAJJNNkaqTut/2WVHGBt40J7gDSZ/UEsHCGkRH7YUAAAABgAAAFBLAQIUAxQACQAIAKqxblelm0foLgAAAJgDAAAIABgAAAAAAAAAAACkgQAAAABj"
        + "bGFtLnR4dFVUBQABAPFTZXV4CwABBAAAAAAEAAAAAFBLAQIUAxQACQAIAKqxbldpER+2FAAAAAYAAAAJABgAAAAAAAAAAACkgXwAAABkaXIvYi50eHRVVAUAAQDxU2V1eAsAAQQAAAAABAAAAABQSwUGAAAAAAIAAgCdAAAA3wAAAAAA";

    public static TheoryData<string> Samples => new(Aes256, Aes128, Traditional);

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_password_that_is_known_opens_the_members(string sample)
    {
        var read = Opening.ReadAs("zip", Convert.FromBase64String(sample), passwords: [.. Enumerable.Range(0, 300).Select(number => $"wrong{number}"), "infected"]);
        Assert.Empty(read.Problems);
        Assert.Equal(["clam.txt", "dir/b.txt"], read.Names);
        Assert.StartsWith("hello from the archive\n", read.Text(0));
        Assert.Equal((920, "second"), (read.Nodes[0].Size, read.Text(1)));
        Assert.All(read.Nodes, node => Assert.True(node.IsEncrypted));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Without_it_the_names_are_listed(string sample)
    {
        foreach (var passwords in new string[][] { [], ["wrong", "Infected", ""] })
        {
            var read = Opening.ReadAs("zip", Convert.FromBase64String(sample), passwords: passwords);
            Assert.Equal(["clam.txt", "dir/b.txt"], read.Names);
            Assert.All(read.Nodes, node => Assert.True(node is { IsEncrypted: true, Sha256: null, IsStored: false }));
            Assert.Equal([PartProblemKind.Encrypted, PartProblemKind.Encrypted], read.Problems.Select(problem => problem.Kind));
        }
    }

    [Fact]
    public void Octets_that_were_changed_are_not_taken_for_the_members()
    {
        var octets = Convert.FromBase64String(Aes256);
        octets[30 + 8 + 0x23 + 20] ^= 1;
        var read = Opening.ReadAs("zip", octets, passwords: "infected");
        Assert.Equal(PartProblemKind.Encrypted, Assert.Single(read.Problems).Kind);
        Assert.Equal("second", read.Text(1));
    }

    [Fact]
    public void More_passwords_than_may_be_tried_are_told()
    {
        var read = Opening.ReadAs("zip", Convert.FromBase64String(Traditional), passwords: [.. Enumerable.Range(0, 600).Select(number => $"wrong{number}"), "infected"]);
        Assert.Contains(read.Problems, problem => problem.Reason.Contains("not all that are known were tried", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_encrypted_needs_no_password() =>
        Assert.False(Opening.ReadAs("zip", Zip(("a.txt", "hello"u8.ToArray())), passwords: "infected").Nodes[0].IsEncrypted);
}
