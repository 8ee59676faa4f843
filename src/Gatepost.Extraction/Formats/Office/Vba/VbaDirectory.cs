using System.Collections.Immutable;
using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Office.Vba;

/// <summary>The unpacked <c>dir</c> stream of a project ([MS-OVBA] 2.3.4.2): records of a number, a length, and octets.</summary>
internal sealed record VbaDirectory
{
    // Projects of one's own have some dozens of modules.
    private const int Modules = 1_000;

    private const int CodePageRecord = 0x03;
    private const int VersionRecord = 0x09;
    private const int NameRecord = 0x19;
    private const int StreamNameRecord = 0x1A;
    private const int ProceduralRecord = 0x21;
    private const int ClassRecord = 0x22;
    private const int OffsetRecord = 0x31;
    private const int WideStreamNameRecord = 0x32;
    private const int WideNameRecord = 0x47;
    private const int EndOfModule = 0x2B;

    /// <summary>How its sources are encoded.</summary>
    public Encoding Encoding { get; private init; } = FromCodePage(1252);

    /// <summary>In its order.</summary>
    public ImmutableArray<VbaModule> All { get; private init; } = [];

    public static VbaDirectory Read(ReadOnlySpan<byte> dir)
    {
        var encoding = FromCodePage(1252);
        var modules = ImmutableArray.CreateBuilder<VbaModule>();
        var module = new VbaModule("", "", 0, true);
        for (var at = 0; at + 6 <= dir.Length && modules.Count < Modules;)
        {
            int id = dir.UInt16At(at);
            var size = dir.UInt32At(at + 2);
            var value = dir.Part(at + 6, size);
            // The length of this one is a lie of the specification: six octets follow ([MS-OVBA] 2.3.4.2.1.11).
            at = (int)Math.Min(dir.Length, at + 6L + (id == VersionRecord ? 6 : size));
            if (id == CodePageRecord)
                encoding = FromCodePage(value.UInt16At(0));
            else if (id == EndOfModule)
                (module, _) = (new VbaModule("", "", 0, true), Add(modules, module));
            else
                module = With(module, id, value, encoding);
        }
        return new VbaDirectory { Encoding = encoding, All = modules.ToImmutable() };
    }

    private static VbaModule With(VbaModule module, int id, ReadOnlySpan<byte> value, Encoding encoding) => id switch
    {
        NameRecord => module with { Name = encoding.GetString(value) },
        WideNameRecord => module with { Name = Encoding.Unicode.GetString(value) },
        StreamNameRecord => module with { StreamName = encoding.GetString(value) },
        WideStreamNameRecord => module with { StreamName = Encoding.Unicode.GetString(value) },
        OffsetRecord => module with { Offset = value.UInt32At(0) },
        ProceduralRecord => module with { IsProcedural = true },
        ClassRecord => module with { IsProcedural = false },
        _ => module,
    };

    private static bool Add(ImmutableArray<VbaModule>.Builder modules, VbaModule module)
    {
        if (module.StreamName.Length > 0)
            modules.Add(module);
        return true;
    }

    private static Encoding FromCodePage(int codePage) => Charset.Find($"cp{codePage}") ?? Encoding.Latin1;
}
