using System.Text;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Tests.Extraction;

public sealed class PasswordCandidatesTests
{
    [Theory]
    [InlineData("The password is Sesame42.", "Sesame42")]
    [InlineData("Password: tulip", "tulip")]
    [InlineData("Das Kennwort lautet nicht anders: Passwort = Blau!9", "Blau!9")]
    [InlineData("Mot de passe : fleur", "fleur")]
    [InlineData("Contraseña: \"secreto\"", "secreto")]
    [InlineData("Пароль: весна", "весна")]
    [InlineData("解压密码：8812", "8812")]
    [InlineData("パスワード：sakura", "sakura")]
    [InlineData("비밀번호: 4711", "4711")]
    [InlineData("Your archive is attached.\r\nPIN 2291", "2291")]
    [InlineData("Please open the file with Xy7#kk when you can", "Xy7#kk")]
    public void What_the_text_announces_is_tried(string text, string password) => Assert.Contains(password, Find(text));

    [Fact]
    public void What_is_announced_comes_before_what_only_looks_like_one() =>
        Assert.Equal("tulip", Find("Order 12345678 of 2026-11-24, id A99. Password: tulip")[0]);

    [Fact]
    public void The_subject_and_the_file_names_are_looked_at_and_the_list_of_the_administrator_is_tried()
    {
        var found = Find("nothing", "Invoice, password Rosa7", "scan_777.zip", ["our own, with blanks"]);
        Assert.Equal("Rosa7", found[0]);
        Assert.Contains("scan_777", found);
        Assert.Contains("our own, with blanks", found);
        Assert.Contains("infected", found);
    }

    [Fact]
    public void However_long_the_text_no_more_than_some_are_tried()
    {
        var text = new StringBuilder();
        for (var word = 0; word < 20_000; word++)
            text.Append("password: w").Append(word).Append(' ');
        Assert.InRange(Find(text.ToString()).Length, 20, 60);
    }

    private static string[] Find(string text, string subject = "Hello", string? name = null, string[]? listed = null)
    {
        var content = new MemoryContent(Encoding.UTF8.GetBytes(
            $"Subject: {subject}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--b\r\n"
            + $"Content-Disposition: attachment; filename=\"{name ?? "a.bin"}\"\r\n\r\nx\r\n--b--\r\n"));
        var parts = MessagePartReader.Read(content, new ReadingLimits(), default);
        return [.. PasswordCandidates.Find(HeaderScanner.Scan(content), parts, MessageTextReader.Read(parts, new TextLimits(), default).Texts, [.. listed ?? []])];
    }
}
