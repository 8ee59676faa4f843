using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Certificates, keys, signatures.</summary>
internal static class CertificateTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Certificate);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Text("pem-key", "private key", "key pem ppk id_rsa", "application/x-pem-file application/pkcs8", "-p", text =>
            (text.Begins("-----BEGIN ") && text.FirstLine().Has("PRIVATE KEY-----")) || text.Begins("PuTTY-User-Key-File-")),
        Table.Text("pem-certificate", "certificate", "pem crt cer ca-bundle", "application/x-pem-file application/x-x509-ca-cert", "-", text =>
            text.Begins("-----BEGIN CERTIFICATE-----") || text.Begins("-----BEGIN X509 ") || text.Begins("-----BEGIN TRUSTED CERTIFICATE-----")),
        Table.Text("certificate-request", "certificate request or list", "csr req p10 crl pem", "application/pkcs10 application/pkix-crl", "-", text =>
            text.Begins("-----BEGIN CERTIFICATE REQUEST-----") || text.Begins("-----BEGIN NEW CERTIFICATE REQUEST-----") || text.Begins("-----BEGIN X509 CRL-----")),
        Table.Text("pem", "other PEM object", "pem pub p7b p7c", "application/x-pem-file", "-", text => text.Begins("-----BEGIN ") && text.FirstLine().EndsWith("-----") && !text.FirstLine().Has("PGP")),
        Table.Text("pgp-message", "OpenPGP message", "asc pgp gpg", "application/pgp-encrypted application/octet-stream", "-", text => text.Begins("-----BEGIN PGP MESSAGE") || text.Begins("-----BEGIN PGP SIGNED MESSAGE-----")),
        Table.Text("pgp-key", "OpenPGP key", "asc pgp gpg key", "application/pgp-keys", "-", text => text.Begins("-----BEGIN PGP PUBLIC KEY BLOCK-----") || text.Begins("-----BEGIN PGP PRIVATE KEY BLOCK-----")) with
        {
            Marks = [Mark.Start("99 ?? ?? 04", IsKeyPacket), Mark.Start("95 ?? ?? 04", IsKeyPacket), Mark.Start("98 ?? 04", content => content.Octet(7) is 22 or 19 or 18), Mark.Start("c6 ?? ?? 04", IsKeyPacket)],
        },
        Table.Text("pgp-signature", "OpenPGP signature", "asc sig", "application/pgp-signature", "-", text => text.Begins("-----BEGIN PGP SIGNATURE-----")),
        Table.Text("ssh-key", "SSH public key", "pub", "", "se", text =>
            (text.Begins("ssh-rsa AAAA") || text.Begins("ssh-ed25519 AAAA") || text.Begins("ssh-dss AAAA") || text.Begins("ecdsa-sha2-nistp")) && text.FirstLine().Has(" AAAA")),
        // ITU-T X.690: a SEQUENCE, and within it what each standard puts first.
        Table.Binary("pkcs7", "S/MIME signature or message (PKCS #7)", "p7s p7m p7b p7c spc", "application/pkcs7-signature application/x-pkcs7-signature application/pkcs7-mime application/x-pkcs7-mime application/x-pkcs7-certificates",
            Mark.Start("30", content => IsWithin(content, [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]))),
        Table.Binary("pkcs12", "certificate with its key (PKCS #12)", "p12 pfx", "application/x-pkcs12 application/pkcs12", Mark.Start("30", content => IsWithin(content, [0x02, 0x01, 0x03, 0x30]))),
        Table.Binary("der-certificate", "certificate", "der cer crt", "application/pkix-cert application/x-x509-ca-cert application/x-x509-user-cert", Mark.Start("30 82 ?? ?? 30 82 ?? ?? a0 03 02 01 02")),
        Table.Binary("java-keystore", "Java key store", "jks keystore jceks", "application/x-java-keystore application/x-java-jce-keystore", Mark.Start("fe ed fe ed 00 00 00 02"), Mark.Start("fe ed fe ed 00 00 00 01"), Mark.Start("ce ce ce ce 00 00 00 02"), Mark.Start("ce ce ce ce 00 00 00 01")),
    ];

    /// <summary>RFC 9580 section 5.5.2: a version, a time after 1995, and an algorithm.</summary>
    private static bool IsKeyPacket(FileContent content) => content.Big32(4) is > 788_918_400 and < 2_800_000_000 && content.Octet(8) is 1 or 16 or 17 or 18 or 19 or 22;

    private static bool IsWithin(FileContent content, ReadOnlySpan<byte> first)
    {
        var lengthOctets = content.Octet(1) switch { 0x80 => 0, > 0x80 and < 0x85 => content.Octet(1) & 0x7f, < 0x80 => 0, _ => -1 };
        return lengthOctets >= 0 && content.HasAt(2 + lengthOctets, first);
    }
}
