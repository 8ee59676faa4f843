using System.Text.RegularExpressions;
using Gatepost.Testing.Messages;

namespace Gatepost.Tests.Check;

public class CheckReportTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_report_says_what_it_holds_what_was_found_and_what_becomes_of_it()
    {
        _run.Write("m.eml", TestMails.Virus);
        Assert.Equal(0, await _run.RunAsync("check", "m.eml"));
        Assert.Equal("""
            m.eml  reject
              Subject  Invoice
              From     <> (null sender)
              To       anna@example.org
              Size     SIZE, inspected in N ms

              Parts
              ├─ 1        text  25 B  HASH
              │     → https://example.net/x
              └─ 2 i.bin  text  68 B  HASH
                    ! virus: EICAR_TEST_FILE

              Findings
              virus EICAR_TEST_FILE in part 2, says test-strings
                i.bin is the EICAR test file

              Decision, by the policy that comes with the program
              anna@example.org: reject
                rule "viruses": The message carries malware (EICAR_TEST_FILE)
                viruses: EICAR_TEST_FILE found by test-strings in part 2 (i.bin); rejected


            """, Masked(_run.Out), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task An_archive_is_drawn_with_what_lies_in_it_and_what_is_wrong_with_it()
    {
        byte[] program = [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, .. new byte[114]];
        var inner = TestMessage.Zip(("photo.jpg", program), ("readme.txt", "hello"u8.ToArray()));
        _run.Write("m.eml", TestMessage.Mixed(TestMessage.TextPart("see file"), TestMessage.Attachment("outer.zip", TestMessage.Zip(("inner.zip", inner), ("last.txt", "bye"u8.ToArray())), "application/zip")));
        Assert.Equal(0, await _run.RunAsync("check", "m.eml"));
        var drawn = Regex.Replace(_run.Out, "  [0-9.]+ [KM]?B(  [0-9a-f]{10})?", "").Split('\n').SkipWhile(line => line.Trim() != "Parts").Skip(1).TakeWhile(line => line.Length > 0).Select(line => Regex.Replace(line.TrimEnd(), "(?<=[a-z]) {2,}", "  "));
        Assert.Equal(
            [
                "  ├─ 1                       text",
                "  └─ 2 outer.zip  zip",
                "     ├─ 2/1 inner.zip  zip",
                "     │  ├─ 2/1/1 photo.jpg  dos-executable",
                "     │  │     ! attachment: EXECUTABLE_DISGUISED",
                "     │  └─ 2/1/2 readme.txt  text",
                "     └─ 2/2 last.txt  text",
            ],
            drawn);
    }

    [Fact]
    public async Task A_hostile_subject_cannot_steer_the_terminal()
    {
        _run.IsTerminal = true;
        _run.Set("NO_COLOR", "1");
        _run.Write("m.eml", "From: a@example.com\nTo: anna@example.org\nSubject: \u001b]0;owned\u0007 \u202Etxt.exe\n\n\n");
        await _run.RunAsync("check", "m.eml");
        Assert.DoesNotContain(_run.Out, c => char.IsControl(c) && c != '\n');
        Assert.Contains("<U+001B>]0;owned<U+0007> <U+202E>txt.exe", _run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "", true)]
    [InlineData(true, "1", false)]
    [InlineData(false, "", false)]
    public async Task Colours_are_for_terminals_and_for_those_who_want_them(bool isTerminal, string noColor, bool hasColours)
    {
        _run.IsTerminal = isTerminal;
        _run.Set("NO_COLOR", noColor);
        _run.Write("m.eml", TestMails.Clean);
        await _run.RunAsync("check", "m.eml");
        Assert.Equal(hasColours, _run.Out.Contains('\u001b', StringComparison.Ordinal));
    }

    private static string Masked(string report) =>
        Regex.Replace(Regex.Replace(Regex.Replace(report, "B  [0-9a-f]{10}$", "B  HASH", RegexOptions.Multiline), "inspected in [0-9.]+ ms", "inspected in N ms"), "Size     [^,]+", "Size     SIZE");
}
