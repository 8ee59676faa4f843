using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Gatepost.CommandLine;

namespace Gatepost.Tests.Extract;

/// <summary><c>gatepost extract</c>, with a worker of the real binary.</summary>
public sealed class ExtractCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task An_archive_shows_its_members_texts_and_links()
    {
        await File.WriteAllBytesAsync(Path.Combine(_run.Folder, "päckchen.zip"), Zip(("docs/hello.txt", "Hello, see https://xn--mnchen-3ya.example/a now.")), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Success, await _run.RunAsync("extract", "--json", "päckchen.zip"));
        using var json = JsonDocument.Parse(_run.Out);
        var parts = json.RootElement.GetProperty("parts");
        Assert.Equal(["päckchen.zip zip", "docs/hello.txt text"], parts.EnumerateArray().Select(part => $"{Text(part, "name")} {Text(part, "true_type")}"));
        Assert.Equal("1/1", Text(Assert.Single(json.RootElement.GetProperty("texts").EnumerateArray()), "part"));
        var link = Assert.Single(json.RootElement.GetProperty("links").EnumerateArray());
        Assert.Equal(("xn--mnchen-3ya.example", "text"), (Text(link, "host"), Text(link, "carrier")));
        Assert.Empty(json.RootElement.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task A_message_is_read_as_one_and_people_get_lines()
    {
        _run.Write("a.eml", "From: a@b.example\r\nSubject: Hi\r\n\r\nGo to http://x.example/\r\n");
        Assert.Equal(ExitCode.Success, await _run.RunAsync("extract", "a.eml"));
        Assert.Contains("\n  \"parts\": [", _run.Out, StringComparison.Ordinal);
        Assert.Contains("\"host\": \"x.example\"", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_a_file_too_and_one_that_is_not_there_says_so()
    {
        _run.Input = Zip(("a.txt", "hello"));
        Assert.Equal(ExitCode.Failure, await _run.RunAsync("extract", "--json", "-", "nothing.pdf"));
        var lines = _run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("\"a.txt\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("there is no such file", lines[1], StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var octets = new MemoryStream();
        using (var zip = new ZipArchive(octets, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return octets.ToArray();
    }
}
