using System.Text;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Tests.Links;

/// <summary>The cases of <c>golden-links.txt</c>.</summary>
public sealed class GoldenLinkTests
{
    private sealed record Golden(string Language, string Carrier, string Text, List<string> Links);

    [Fact]
    public void Every_case_holds()
    {
        var cases = Read();
        Assert.True(cases.Count >= 60, $"{cases.Count} cases");
        Assert.True(cases.Select(one => one.Language).Distinct().Count() >= 8, "fewer than eight languages");
        var wrong = cases.Select(one => (one.Text, Expected: string.Join('\n', one.Links), Found: string.Join('\n', Found(one)))).Where(one => one.Expected != one.Found).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong.Select(one => $"{one.Text}\nexpected\n{one.Expected}\nfound\n{one.Found}")));
    }

    private static List<Golden> Read()
    {
        var cases = new List<Golden>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Links", "golden-links.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("=> ", StringComparison.Ordinal))
            {
                cases[^1].Links.Add(line[3..]);
                continue;
            }
            var words = line.Split(' ', 3);
            cases.Add(new Golden(words[0], words[1], words[2].Trim().Replace("\\n", "\n", StringComparison.Ordinal), []));
        }
        return cases;
    }

    private static IEnumerable<string> Found(Golden one)
    {
        var type = one.Carrier == "html" ? "text/html" : "text/plain";
        var message = Encoding.UTF8.GetBytes($"Content-Type: {type}; charset=utf-8\r\n\r\n{one.Text}\r\n");
        var parts = MessagePartReader.Read(new MemoryContent(message), new ReadingLimits(), default);
        foreach (var link in MessageTextReader.Read(parts, new TextLimits(), default).Links)
        {
            Assert.Equal(one.Carrier, link.Carrier);
            yield return $"{link.Url} | {link.Host ?? "-"} | {link.Domain ?? "-"}" + (link.Shown is null ? "" : $" | {link.Shown}");
        }
    }
}
