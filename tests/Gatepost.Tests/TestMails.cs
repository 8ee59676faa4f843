namespace Gatepost.Tests;

/// <summary>Mail of the tests. EICAR and GTUBE are put together here, so that no scanner takes the source for infected.</summary>
internal static class TestMails
{
    public static readonly string Eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE" + "!$H+H*";

    public static readonly string Gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*" + "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL" + "*C.34X";

    public const string Clean = "Return-Path: <a@example.com>\nFrom: A <a@example.com>\nTo: Anna <anna@example.org>\nSubject: Hello\n\nGood morning\n";

    public static string Spam => $"From: a@example.com\nTo: anna@example.org\nSubject: Buy\n\n{Gtube}\n";

    public static string Virus =>
        "From: a@example.com\nTo: anna@example.org\nSubject: Invoice\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        + "--b\nContent-Type: text/plain\n\nsee https://example.net/x\n--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"i.bin\"\n\n"
        + Eicar + "\n--b--\n";
}
