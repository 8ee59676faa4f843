using System.Text.Json;
using System.Text.Json.Serialization;
using Gatepost.CommandLine;
using Gatepost.Terminal;

namespace Gatepost.Commands.Doctor;

/// <summary>Writes diagnoses as they come: for people a line each, with what to do below it; for machines an object a line.</summary>
internal sealed class DoctorReport(CommandIo io, bool isJson)
{
    private int _warnings;
    private int _troubles;

    public void Add(string check, Diagnosis diagnosis)
    {
        _warnings += diagnosis.Level == DiagnosisLevel.Warning ? 1 : 0;
        _troubles += diagnosis.Level == DiagnosisLevel.Trouble ? 1 : 0;
        if (isJson)
        {
            io.Out.WriteLine(JsonSerializer.Serialize(
                new DoctorLine(check, diagnosis.Level.ToString().ToLowerInvariant(), diagnosis.Words, diagnosis.Advice), DoctorJson.Default.DoctorLine));
            return;
        }
        var word = diagnosis.Level switch
        {
            DiagnosisLevel.Ok => io.Palette.Good("ok     "),
            DiagnosisLevel.Skipped => io.Palette.Faint("skipped"),
            DiagnosisLevel.Warning => io.Palette.Bad("warning"),
            _ => io.Palette.Bad("TROUBLE"),
        };
        io.Out.WriteLine($"{word}  {check,-12}  {TerminalText.Clean(diagnosis.Words)}");
        if (diagnosis.Advice is { } advice)
            io.Out.WriteLine($"{"",-23}-> {TerminalText.Clean(advice)}");
    }

    /// <summary>The last line, and the exit code.</summary>
    public int End()
    {
        if (!isJson)
            io.Out.WriteLine(_troubles + _warnings == 0 ? io.Palette.Good("All is well.") : $"{_troubles} troubles, {_warnings} warnings.");
        return _troubles == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}

/// <summary>One diagnosis as JSON.</summary>
internal sealed record DoctorLine(string Check, string Level, string Words, string? Advice);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoctorLine))]
internal sealed partial class DoctorJson : JsonSerializerContext;
