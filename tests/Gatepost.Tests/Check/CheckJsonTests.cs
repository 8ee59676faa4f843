using System.Text.Json;

namespace Gatepost.Tests.Check;

public class CheckJsonTests : IDisposable
{
    private static readonly string[] Keys =
        ["schema", "path", "id", "from", "recipients", "disposition", "rule", "categories", "findings", "parts", "links", "elapsed_ms", "error"];

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_clean_message_is_delivered_and_every_key_is_there()
    {
        var result = await CheckAsync(TestMails.Clean);
        Assert.Equal(Keys, result.EnumerateObject().Select(property => property.Name));
        Assert.Equal("deliver", result.GetProperty("disposition").GetString());
        Assert.Equal("a@example.com", result.GetProperty("from").GetString());
        Assert.Equal("anna@example.org", result.GetProperty("recipients")[0].GetProperty("address").GetString());
        Assert.Empty(result.GetProperty("findings").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("error").ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("id").ValueKind);
    }

    [Fact]
    public async Task Eicar_is_a_virus_and_its_finding_joins_its_part()
    {
        var result = await CheckAsync(TestMails.Virus);
        Assert.Equal("reject", result.GetProperty("disposition").GetString());
        Assert.Equal(["virus"], result.GetProperty("categories").EnumerateArray().Select(category => category.GetString()));
        var finding = result.GetProperty("findings")[0];
        Assert.Equal("EICAR_TEST_FILE", finding.GetProperty("name").GetString());
        var part = result.GetProperty("parts").EnumerateArray().Single(part => part.GetProperty("part").GetString() == finding.GetProperty("part").GetString());
        Assert.Equal("i.bin", part.GetProperty("name").GetString());
        Assert.Equal(("application/octet-stream", "text"), (part.GetProperty("declared_type").GetString(), part.GetProperty("true_type").GetString()));
        Assert.Equal(64, part.GetProperty("sha256").GetString()!.Length);
        Assert.Equal("example.net", result.GetProperty("links")[0].GetProperty("host").GetString());
    }

    [Fact]
    public async Task Gtube_is_spam()
    {
        var result = await CheckAsync(TestMails.Spam);
        Assert.Equal(["spam"], result.GetProperty("categories").EnumerateArray().Select(category => category.GetString()));
        Assert.Equal("spam", result.GetProperty("rule").GetString());
        Assert.Equal("quarantine", result.GetProperty("recipients")[0].GetProperty("disposition").GetString());
    }

    [Fact]
    public async Task An_unreadable_file_gives_its_path_and_the_error_and_the_rest_null()
    {
        _run.Write("good.eml", TestMails.Clean);
        Assert.Equal(1, await _run.RunAsync("check", "--json", "missing.eml", "good.eml"));
        var lines = _run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(2, lines.Length);
        var bad = lines.Single(line => line.GetProperty("path").GetString() == "missing.eml");
        Assert.Equal("there is no such file or folder", bad.GetProperty("error").GetString());
        Assert.All(Keys.Except(["schema", "path", "error"]), key => Assert.Equal(JsonValueKind.Null, bad.GetProperty(key).ValueKind));
    }

    [Fact]
    public async Task The_command_line_overrides_what_the_message_says_of_its_envelope()
    {
        _run.Write("m.eml", TestMails.Clean);
        await _run.RunAsync("check", "--json", "--from", "", "--to", "b@example.org", "--to", "c@example.net", "m.eml");
        var result = JsonDocument.Parse(_run.Out).RootElement;
        Assert.Equal("", result.GetProperty("from").GetString());
        Assert.Equal(["b@example.org", "c@example.net"], result.GetProperty("recipients").EnumerateArray().Select(recipient => recipient.GetProperty("address").GetString()));
    }

    [Fact]
    public async Task Delivered_To_beats_To()
    {
        var result = await CheckAsync("Delivered-To: real@example.org\n" + TestMails.Clean);
        Assert.Equal("real@example.org", Assert.Single(result.GetProperty("recipients").EnumerateArray()).GetProperty("address").GetString());
    }

    [Fact]
    public async Task Our_id_is_told_when_the_message_carries_it()
    {
        const string Id = "0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10";
        var received = $"Received: from mx (mx [192.0.2.1])\n\tby mx.example.org (Gatepost) with ESMTP\n\tid {Id};\n\tTue, 24 Nov 2026 10:00:00 +0000\n";
        Assert.Equal(Id, (await CheckAsync(received + TestMails.Clean)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_direction_is_what_the_user_says_whatever_the_domains_are()
    {
        _run.Write("policy.yaml", """
            gatepost-policy: 1
            internal-domains: [example.org]
            next-hops: [{to: "*", mx: true}]
            areas: {default: {expires-after: 30d}, refused: {expires-after: 30d}}
            rules:
              - name: out
                route: {direction: outgoing}
                when: {subject-words: {words: [Hello]}}
                then: hold
            """);
        _run.Write("m.eml", TestMails.Clean);
        Assert.Equal(0, await _run.RunAsync("check", "--json", "--policy", "policy.yaml", "--direction", "outgoing", "m.eml"));
        Assert.Equal("hold", JsonDocument.Parse(_run.Out).RootElement.GetProperty("disposition").GetString());
        await _run.RunAsync("check", "--json", "--policy", "policy.yaml", "m.eml");
        Assert.Equal("deliver", JsonDocument.Parse(_run.Out).RootElement.GetProperty("disposition").GetString());
    }

    [Theory]
    [InlineData("outgoing", "hold")]
    [InlineData("incoming", "deliver")]
    public async Task The_direction_leaves_the_internal_domains_as_they_are(string direction, string disposition)
    {
        _run.Write("policy.yaml", """
            gatepost-policy: 1
            internal-domains: ["*.example.org", example.org]
            next-hops: [{to: "*", mx: true}]
            areas: {default: {expires-after: 30d}, refused: {expires-after: 30d}}
            rules:
              - name: out
                route: {direction: outgoing}
                then: hold
              - name: spoof
                when: {spoofed-internal-sender: true}
                then: delete
            """);
        // A wildcard could not be taken out of the domains, and a domain put into them makes a stranger's own address a spoofed one.
        _run.Write("m.eml", "From: a@example.net\nTo: b@example.net\nSubject: Hello\n\nHello\n");
        Assert.Equal(0, await _run.RunAsync("check", "--json", "--policy", "policy.yaml", "--direction", direction, "--to", "b@x.example.org", "--to", "b@example.net", "m.eml"));
        var recipients = JsonDocument.Parse(_run.Out).RootElement.GetProperty("recipients").EnumerateArray();
        Assert.All(recipients, recipient => Assert.Equal(disposition, recipient.GetProperty("disposition").GetString()));
    }

    [Fact]
    public async Task An_empty_folder_has_no_file_that_could_not_be_read()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "empty"));
        Assert.Equal(0, await _run.RunAsync("check", "--json", "empty"));
        Assert.Equal("", _run.Out);
        Assert.Equal(1, await _run.RunAsync("check", "--json", "nowhere"));
    }

    private async Task<JsonElement> CheckAsync(string mail)
    {
        _run.Write("m.eml", mail);
        Assert.Equal(0, await _run.RunAsync("check", "--json", "m.eml"));
        return JsonDocument.Parse(_run.Out).RootElement;
    }
}
