using System.Text;
using Gatepost.Gateway.Policies;
using static Gatepost.Gateway.Tests.Policies.Edits.EditCases;

namespace Gatepost.Gateway.Tests.Policies.Edits;

/// <summary>Random messages by seed: a failure names the seed, and the seed brings it back.</summary>
public sealed class SpliceByteExactnessTests
{
    private static readonly string[] Names = ["Subject", "subject", "X-Drop", "From", "Received", "DKIM-Signature", "X-Odd ", "Content-Type"];

    [Fact]
    public void Everything_but_the_named_fields_comes_out_octet_for_octet()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var fields = Enumerable.Range(0, random.Next(12)).Select(_ => Field(random)).ToArray();
            var body = random.Next(4) == 0 ? "" : "\r\n" + Garbage(random, 80, "\r\n");
            var edited = Edit(string.Concat(fields) + body, new RemoveHeaderEdit("x-drop"), new TagSubjectEdit("[T]"), new AddHeaderEdit("X-New", "n"));
            Assert.True(Expected(fields) + body == edited, $"seed {seed}");
        }
    }

    private static string Expected(string[] fields)
    {
        var expected = new StringBuilder("X-New: n\r\n");
        if (!fields.Any(IsSubject))
            expected.Append("Subject: [T]\r\n");
        foreach (var field in fields.Where(field => !field.StartsWith("X-Drop", StringComparison.OrdinalIgnoreCase)))
            expected.Append(IsSubject(field) ? Tagged(field, "Subject:".Length) : field);
        return expected.ToString();
    }

    private static string Tagged(string field, int value) => field[..value] + " [T]" + Gap(field[value]) + field[value..];

    private static bool IsSubject(string field) => field.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase);

    private static string Gap(char next) => next is ' ' or '\t' or '\r' or '\n' ? "" : " ";

    private static string Field(Random random)
    {
        var field = new StringBuilder(Names[random.Next(Names.Length)]).Append(':').Append(Garbage(random, 30, ""));
        for (var folds = random.Next(3); folds > 0; folds--)
            field.Append("\r\n").Append(" \t"[random.Next(2)]).Append('x').Append(Garbage(random, 20, ""));
        return field.Append("\r\n").ToString();
    }

    private static string Garbage(Random random, int max, string also)
    {
        var text = new StringBuilder();
        for (var length = random.Next(max); length > 0; length--)
        {
            var c = (char)random.Next(256);
            text.Append(c is '\r' or '\n' or '[' ? (also.Length > 0 ? also : " ") : c.ToString());
        }
        return text.ToString();
    }
}
