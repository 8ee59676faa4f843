using System.Globalization;
using System.Xml;

namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>The description of agile encryption ([MS-OFFCRYPTO] 2.3.4.10), as far as it is for a password.</summary>
internal sealed record AgileParameters
{
    public required AgileKey Package { get; init; }

    public required AgileKey Secret { get; init; }

    public required int Rounds { get; init; }

    public required byte[] VerifierInput { get; init; }

    public required byte[] VerifierValue { get; init; }

    public required byte[] KeyValue { get; init; }

    /// <summary>Null where it is none, or only for a certificate.</summary>
    public static AgileParameters? Read(Stream description)
    {
        try
        {
            using var xml = SafeXml.Open(description);
            AgileKey? package = null;
            while (xml.ReadNode())
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                if (xml.LocalName == "keyData")
                    package ??= Key(xml);
                if (xml.LocalName == "encryptedKey" && package is not null)
                    return OfPassword(xml, package);
            }
        }
        catch (Exception error) when (error is XmlException or FormatException or InvalidDataException)
        {
            // Not a description that any program would understand.
        }
        return null;
    }

    private static AgileParameters OfPassword(XmlReader xml, AgileKey package) => new()
    {
        Package = package,
        Secret = Key(xml),
        Rounds = Number(xml, "spinCount"),
        VerifierInput = Octets(xml, "encryptedVerifierHashInput"),
        VerifierValue = Octets(xml, "encryptedVerifierHashValue"),
        KeyValue = Octets(xml, "encryptedKeyValue"),
    };

    private static AgileKey Key(XmlReader xml) => new(Octets(xml, "saltValue"), Number(xml, "blockSize"), Number(xml, "keyBits") / 8, xml.Attribute("hashAlgorithm") ?? "", xml.Attribute("cipherAlgorithm") ?? "", xml.Attribute("cipherChaining") ?? "");

    private static int Number(XmlReader xml, string name) => int.TryParse(xml.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static byte[] Octets(XmlReader xml, string name) => Convert.FromBase64String(xml.Attribute(name) ?? "");
}

/// <summary>How something is encrypted.</summary>
/// <param name="Salt">Random octets.</param>
/// <param name="BlockOctets">Of the cipher.</param>
/// <param name="KeyOctets">Of the key.</param>
/// <param name="Hash">By name.</param>
/// <param name="Cipher">By name.</param>
/// <param name="Chaining">By name.</param>
internal sealed record AgileKey(byte[] Salt, int BlockOctets, int KeyOctets, string Hash, string Cipher, string Chaining)
{
    /// <summary>True for what Office writes: AES with blocks chained.</summary>
    public bool IsKnown => Cipher == "AES" && Chaining == "ChainingModeCBC" && BlockOctets == 16 && KeyOctets is 16 or 24 or 32 && Salt.Length is > 0 and <= 1_024;
}
