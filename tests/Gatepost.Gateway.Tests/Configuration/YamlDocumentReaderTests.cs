using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Tests.Configuration;

public class YamlDocumentReaderTests
{
    [Fact]
    public void Nodes_know_their_path_and_their_place()
    {
        var (root, errors) = Read("a: 1\nlist:\n  - name: x\n  - name: 'y'\n");
        Assert.Empty(errors);
        var list = Assert.IsType<YamlSequence>(Assert.IsType<YamlMapping>(root).Find("list"));
        var name = Assert.IsType<YamlScalar>(Assert.IsType<YamlMapping>(list.Items[1]).Find("name"));
        Assert.Equal(("list[1].name", 4, 11, "y", true), (name.Path, name.Line, name.Column, name.Text, name.IsQuoted));
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", 2, "a", "stands twice")]
    [InlineData("a: &x 1\n", 1, "a", "is an anchor")]
    [InlineData("a: 1\nb: *x\n", 2, "b", "is an alias")]
    [InlineData("a: !!str 1\n", 1, "a", "is a tag")]
    [InlineData("a: 1\n---\nb: 2\n", 2, "", "second document")]
    [InlineData("a: [1, 2\nb: 3\n", 1, "", "not valid YAML")]
    [InlineData("? [a]\n: 1\n", 1, "", "where a key is expected")]
    public void What_hides_meaning_is_refused_with_its_place(string yaml, int line, string path, string words)
    {
        var error = Assert.Single(Read(yaml).Errors);
        Assert.Equal((line, path), (error.Line, error.Path));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n...\n")]
    public void An_empty_file_is_an_empty_group(string yaml)
    {
        var (root, errors) = Read(yaml);
        Assert.Empty(errors);
        Assert.True(root is YamlMapping { Entries.Length: 0 } or YamlScalar { IsNull: true });
    }

    [Fact]
    public void Deep_nesting_is_stopped_and_a_deep_enough_document_is_read()
    {
        Assert.Contains("deeper", Assert.Single(Read(new string('[', 100_000)).Errors).Message, StringComparison.Ordinal);
        Assert.Empty(Read(new string('[', 31) + new string(']', 31)).Errors);
    }

    [Fact]
    public void A_file_of_too_many_values_is_stopped()
    {
        var errors = new ConfigurationErrors("f");
        Assert.Null(YamlDocumentReader.Read("[1,2,3,4,5,6,7,8,9,10,11]", errors, new YamlLimits { Nodes = 10 }));
        Assert.Contains("more than 10 values", Assert.Single(errors.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_keys_are_named_with_the_key_that_was_meant()
    {
        var errors = new ConfigurationErrors("f.yaml");
        var keys = new YamlKeys(YamlDocumentReader.Read("hostnmae: x\nzzz: 1\n", errors)!, errors);
        keys.Text("hostname");
        keys.Text("data");
        keys.Finish();
        Assert.Equal(
            ["f.yaml:1:1: hostnmae: unknown key \"hostnmae\"; did you mean \"hostname\"?", "f.yaml:2:1: zzz: unknown key \"zzz\"; expected data or hostname"],
            errors.All.Select(error => error.ToString()));
    }

    [Fact]
    public void Control_characters_of_a_file_do_not_reach_an_error_text()
    {
        var errors = new ConfigurationErrors("f.yaml");
        var keys = new YamlKeys(YamlDocumentReader.Read("n: \"a\\e[31m\\n\"\n", errors)!, errors);
        keys.Number("n", 1, 1, 2);
        Assert.DoesNotContain(Assert.Single(errors.All).Message, char.IsControl);
    }

    private static (YamlNode? Root, IReadOnlyList<ConfigurationError> Errors) Read(string yaml)
    {
        var errors = new ConfigurationErrors("test.yaml");
        return (YamlDocumentReader.Read(yaml, errors), errors.All);
    }
}
