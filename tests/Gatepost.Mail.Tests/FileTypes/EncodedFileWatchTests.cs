using System.Text;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Mail.Tests.FileTypes;

/// <summary>A text that holds an encoded file is told, wherever that begins and however the text comes.</summary>
public sealed class EncodedFileWatchTests
{
    [Theory]
    [InlineData("Dear all,\r\nhere it is:\r\n\r\nbegin 644 invoice.exe\r\nM35J0\r\nend\r\n", "uuencode")]
    [InlineData("words\nbegin-base64 0755 a.sh\nZWNobw==\n====\n", "uuencode")]
    [InlineData("words\r\n=ybegin line=128 size=5 name=a.exe\r\nabc\r\n=yend size=5\r\n", "yenc")]
    [InlineData("words\r\n=ybegin part=1 line=128 size=5 name=a.exe\r\nabc\r\n", "yenc")]
    [InlineData("Dear all,\r\nlet us begin 644 times\r\nbegin 12 times\r\nbegin the day\r\n=ybegin\r\n", "text")]
    [InlineData("Dear all,\r\nbegin 988 files\r\n", "text")]
    [InlineData("=ybegin line=128 size=5 name=a.exe\r\n\u0001\u001fabc\r\n=yend size=5\r\n", "yenc")]
    [InlineData("words\r\n=ybegin line=128 size=5 name=a.exe\r\n\u0001\u001fabc\r\n", "yenc")]
    [InlineData("=ybegin is a keyword\r\n\u0001\u001fabc\r\n", "unknown")]
    [InlineData("words\r\nbegin 644 a.exe\r\n\u0001\u001fabc\r\n", "unknown")]
    public void An_encoded_file_in_a_text_is_told(string text, string type)
    {
        var octets = Encoding.ASCII.GetBytes(text);
        foreach (var block in new[] { 1, 2, 3, 7, 31, 32, 33, octets.Length })
        {
            using var marks = new ContentMarks();
            foreach (var piece in octets.Chunk(block))
                marks.Append(piece);
            Assert.Equal(type, marks.Finish().Name);
            // The next content begins anew.
            marks.Append("plain words, and nothing else in them\r\n"u8);
            Assert.Equal("text", marks.Finish().Name);
        }
    }

    [Fact]
    public void A_file_far_down_in_a_text_is_told()
    {
        using var marks = new ContentMarks();
        for (var line = 0; line < 5_000; line++)
            marks.Append("a line of an ordinary letter that begins with nothing\r\n"u8);
        marks.Append("begin 644 a.exe\r\nM35J0\r\nend\r\n"u8);
        Assert.Equal("uuencode", marks.Finish().Name);
    }

    [Fact]
    public void What_is_no_text_stays_what_it_is()
    {
        using var marks = new ContentMarks();
        marks.Append("%PDF-1.7\n\nbegin 644 a.exe\nM35J0\nend\n"u8);
        Assert.Equal("pdf", marks.Finish().Name);
    }
}
