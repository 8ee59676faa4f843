using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Office;

/// <summary>The public set of documents: for each of its 51 files, what must come out.</summary>
public sealed class DocumentSuiteTests
{
    // Words of OpenedDocument.Describe that must be there, behind the type of the file.
    private static readonly Dictionary<string, string[]> Expected = new(StringComparer.Ordinal)
    {
        ["encrypted/autostart-encrypt-standardpassword.xlsb"] = ["ole2", "xlsb 12550 file=True encrypted=True", "Modul1.bas", "DieseArbeitsmappe.cls", "Test Calculation"],
        ["encrypted/autostart-encrypt-standardpassword.xlsm"] = ["ole2", "xlsm 13247 file=True encrypted=True", "Modul1.bas", "DieseArbeitsmappe.cls", "Test Calculation"],
        ["encrypted/dde-test-encrypt-standardpassword.xlsb"] = ["ole2", "xlsb 8378 file=True encrypted=True", "DDE cmd|/c calc.exe", "Long live open source!"],
        ["encrypted/dde-test-encrypt-standardpassword.xlsx"] = ["ole2", "xlsx 9121 file=True encrypted=True", "DDE cmd|/c calc.exe", "Long live open source!"],
        ["encrypted/encrypted.doc"] = ["doc", "problem 0 Encrypted"],
        ["encrypted/encrypted.docm"] = ["ole2", "problem 0 Encrypted"],
        ["encrypted/encrypted.xlsx"] = ["ole2", "problem 0 Encrypted"],
        ["excel4-macros/excel4_sample_macro.xls"] = ["xls", "Macro1.xlm", "Auto_Open", "Excel 4 macro sheet Macro1"],
        ["excel4-macros/excel4_sample_macro.xlsb"] = ["xlsb", "Excel 4 macro sheet sheet1", "sheet1.xlm"],
        ["excel4-macros/excel4_sample_macro.xltm"] = ["xltm", "Excel 4 macro sheet sheet1", "sheet1.xlm", "Auto_Open"],
        ["msodde/dde-in-excel2003.xml"] = ["excel-xml", "cmd|/c calc.exe", "=cmd|'/c calc.exe'!A1"],
        ["msodde/dde-in-word2003.xml.zip"] = ["zip", "word-xml", "cmd.exe"],
        ["msodde/dde-in-word2007.xml.zip"] = ["zip", "flat-opc", "cmd.exe"],
        ["msodde/dde-test-from-office2016.doc.zip"] = ["zip", "doc", "cmd.exe"],
        ["msodde/dde-test.docm"] = ["docm", "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe", "DDE c:\\\\windows", "ddeauto ünicöde-test"],
        ["msodde/dde-test.docx"] = ["docx", "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe", "DDE c:\\\\windows", "ddeauto ünicöde-test"],
        ["msodde/dde-test.xlsm"] = ["xlsm", "DDE cmd|/c calc.exe"],
        ["msodde/dde-test.xlsx"] = ["xlsx", "DDE cmd|/c calc.exe"],
        ["msodde/harmless-clean-2003.xml"] = ["word-xml", "This is a harmless test document."],
        ["msodde/harmless-clean.doc"] = ["doc", "This is a harmless test document."],
        ["msodde/harmless-clean.xml"] = ["flat-opc", "This is a harmless test document."],
        ["oleform/oleform-PR314.docm"] = ["docm", "NewMacros.bas", "UserFormTEST1.cls", "mouahaha"],
        ["oleobj/embedded-simple-2007-as2003.xml"] = ["word-xml", "oledata.mso ole2", "This document contains an embedded file"],
        ["oleobj/embedded-simple-2007.docx"] = ["docx", "simple-text-file.txt", "Have fun parsing it"],
        ["oleobj/embedded-simple-2007.dot"] = ["doc", "simple-text-file.txt", "Have fun parsing it"],
        ["oleobj/embedded-simple-2007.dotm"] = ["dotm", "simple-text-file.txt", "Have fun parsing it"],
        ["oleobj/embedded-simple-2007.dotx"] = ["dotx", "simple-text-file.txt", "Have fun parsing it"],
        ["oleobj/embedded-simple-2007.ods"] = ["ods", "simple-text-file.txt", "Have fun parsing"],
        ["oleobj/embedded-simple-2007.odt"] = ["odt", "simple-text-file.txt", "Have fun parsing it"],
        ["oleobj/embedded-simple-2007.potm"] = ["potm", "simple-text-file.txt", "Embedded Objects"],
        ["oleobj/embedded-simple-2007.potx"] = ["potx", "simple-text-file.txt", "Embedded Objects"],
        ["oleobj/embedded-simple-2007.ppsm"] = ["ppsm", "simple-text-file.txt", "Embedded Objects"],
        ["oleobj/embedded-simple-2007.xla"] = ["xls", "simple-text-file.txt", "Have fun parsing"],
        ["oleobj/embedded-simple-2007.xlam"] = ["xlam", "simple-text-file.txt", "Have fun parsing"],
        ["oleobj/embedded-simple-2007.xlsb"] = ["xlsb", "simple-text-file.txt", "Have fun parsing"],
        ["oleobj/embedded-simple-2007.xlt"] = ["xls", "simple-text-file.txt", "Have fun parsing"],
        ["oleobj/embedded-simple-2007.xltx"] = ["xltx", "simple-text-file.txt", "Have fun parsing"],
        ["oleobj/embedded-unicode.doc"] = ["doc", "ünicöde-수식끝이잘못되었습니다.txt"],
        ["oleobj/external_link/sample_with_external_link_to_doc.dotm"] = ["dotm", "link 0 ooxml https://raw.githubusercontent.com/"],
        ["oleobj/external_link/sample_with_external_link_to_doc.potx"] = ["potx", "link 0 ooxml https://raw.githubusercontent.com/"],
        ["oleobj/external_link/sample_with_external_link_to_doc.ppsm"] = ["ppsm", "link 0 ooxml https://raw.githubusercontent.com/"],
        ["oleobj/external_link/sample_with_external_link_to_doc.pptm"] = ["pptm", "link 0 ooxml https://raw.githubusercontent.com/"],
        ["oleobj/external_link/sample_with_external_link_to_doc.xlsx"] = ["xlsx", "link 0 ooxml https://raw.githubusercontent.com/"],
        ["oleobj/sample_with_calc_embedded.doc"] = ["doc", "calc.exe pe-executable 31232"],
        ["oleobj/sample_with_lnk_file.pps"] = ["ppt", "calc.lnk"],
        ["oleobj/sample_with_lnk_file.ppt"] = ["ppt", "calc.lnk"],
        ["oleobj/sample_with_lnk_to_calc.doc"] = ["doc", "link 0 ole C:\\Windows\\System32\\calc.exe"],
        ["ooxml/dde-in-word2003.xml.zip"] = ["zip", "word-xml", "cmd.exe"],
        ["ooxml/harmless-clean-2003.xml"] = ["word-xml", "This is a harmless test document."],
    };

    /// <summary>Plain text, whatever it does in a spreadsheet: the gateway itself reads text, and its readers of text see the commands.</summary>
    private static readonly string[] Text = ["excel4-macros/excel4_sample_macro.slk", "msodde/dde-in-csv.csv"];

    [Fact]
    public void What_each_file_holds_comes_out()
    {
        var files = DocumentSuite.Files();
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), Expected.Keys.Concat(Text).Order(StringComparer.Ordinal));
        foreach (var (name, words) in Expected)
        {
            // The zips within the set have a password of their own.
            var opened = OpenedDocument.Of(files[name], "infected", "infected-test").Describe();
            Assert.StartsWith(words[0] + "\n", opened, StringComparison.Ordinal);
            Assert.All(words.Skip(1), word => Assert.True(opened.Contains(word, StringComparison.Ordinal), $"{name}: no {word} in\n{opened}"));
        }
    }

    [Fact]
    public void Only_what_is_encrypted_has_a_problem()
    {
        foreach (var (name, octets) in DocumentSuite.Files())
        {
            var problems = OpenedDocument.Of(octets, "infected", "infected-test").Answer.Problems;
            if (name.StartsWith("encrypted/encrypted", StringComparison.Ordinal))
                Assert.All(problems, problem => Assert.Equal(PartProblemKind.Encrypted, problem.Kind));
            else
                Assert.True(problems.IsEmpty, $"{name}: {string.Join(", ", problems)}");
        }
    }

    [Fact]
    public void Flipped_octets_and_cuts_end_in_an_answer()
    {
        var files = DocumentSuite.Files().Values.ToList();
        var random = new Random(7);
        for (var round = 0; round < 250; round++)
        {
            var octets = files[round % files.Count].ToArray();
            for (var flips = random.Next(1, 20); flips > 0; flips--)
                octets[random.Next(8, octets.Length)] = (byte)random.Next(256);
            var opened = OpenedDocument.Of(octets[..(round % 3 == 0 ? random.Next(octets.Length / 2, octets.Length) : octets.Length)]);
            Assert.DoesNotContain(opened.Answer.Problems, problem => problem.Reason.Contains("NullReference", StringComparison.Ordinal) || problem.Reason.Contains("IndexOutOfRange", StringComparison.Ordinal)
                || problem.Reason.Contains("ArgumentOutOfRange", StringComparison.Ordinal) || problem.Reason.Contains("Overflow", StringComparison.Ordinal));
        }
    }
}
