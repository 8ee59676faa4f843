using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Runs on its own.</summary>
internal static class ExecutableTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Executable);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("pe-executable", "Windows program", "exe scr com pif", "application/vnd.microsoft.portable-executable application/x-msdownload application/x-dosexec application/x-msdos-program",
            Mark.Start("'MZ'", PeHeader.IsProgram), Mark.Start("'ZM'", PeHeader.IsProgram)),
        Table.Binary("pe-library", "Windows library", "dll ocx cpl xll ax mui tlb", "application/x-msdownload", Mark.Start("'MZ'", PeHeader.IsLibrary)),
        Table.Binary("pe-driver", "Windows driver", "sys drv", "", Mark.Start("'MZ'", PeHeader.IsDriver)),
        Table.Binary("ne-executable", "16-bit Windows program", "exe dll drv fon", "", Mark.Start("'MZ'", PeHeader.IsNew)),
        Table.Binary("le-executable", "OS/2 program or Windows VxD", "exe vxd 386 dll", "", Mark.Start("'MZ'", PeHeader.IsLinear)),
        Table.Binary("dos-executable", "DOS program", "exe com", "application/x-dosexec application/x-msdos-program", Mark.Start("'MZ'", PeHeader.IsDos), Mark.Start("'ZM'", PeHeader.IsDos)),
        Table.Binary("elf", "Unix program (ELF)", "elf so o ko bin run axf", "application/x-executable application/x-elf application/x-sharedlib application/x-object", Mark.Start("7f 'ELF'")),
        Table.Binary("appimage", "AppImage program", "appimage", "application/vnd.appimage", Mark.Start("7f 'ELF' ?? ?? ?? ?? 'AI'", content => content.Octet(10) is 1 or 2)),
        Table.Binary("mach-o", "macOS program", "dylib o bundle macho", "application/x-mach-binary",
            Mark.Start("fe ed fa ce"), Mark.Start("fe ed fa cf"), Mark.Start("ce fa ed fe"), Mark.Start("cf fa ed fe")),
        // Java took the same first octets; the second word is a number of processors here, and a version from 45 there.
        Table.Binary("mach-o-universal", "macOS program for several processors", "dylib macho", "application/x-mach-binary",
            Mark.Start("ca fe ba be", content => content.Big32(4) is > 0 and < 43), Mark.Start("ca fe ba bf", content => content.Big32(4) is > 0 and < 43)),
        Table.Binary("java-class", "Java byte code", "class", "application/java-vm application/x-java-class", Mark.Start("ca fe ba be", content => content.Big16(6) is >= 45 and < 200)),
        Table.Binary("java-object", "serialised Java objects", "ser", "application/x-java-serialized-object", Mark.Start("ac ed 00 05", content => content.Octet(4) is >= 0x70 and <= 0x7e)),
        Table.Binary("dex", "Android byte code", "dex", "", Mark.Start("'dex' 0a '0' ?? ?? 00"), Mark.Start("'dey' 0a '0' ?? ?? 00")),
        Table.Binary("wasm", "WebAssembly module", "wasm", "application/wasm", Mark.Start("00 'asm' 01 00 00 00")),
        Table.Binary("python-bytecode", "compiled Python", "pyc pyo", "application/x-python-code", Mark.At(2, "0d 0a", IsPythonByteCode)),
        Table.Binary("lua-bytecode", "compiled Lua", "luac", "", Mark.Start("1b 'Lua'", content => content.Octet(4) is >= 0x50 and < 0x60), Mark.Start("1b 'LJ'", content => content.Octet(3) is 1 or 2)),
        Table.Binary("beam", "Erlang byte code", "beam", "", Mark.Start("'FOR1' ?? ?? ?? ?? 'BEAM'")),
        Table.Binary("llvm-bitcode", "LLVM bit code", "bc", "", Mark.Start("'BC' c0 de"), Mark.Start("de c0 17 0b")),
        Table.Binary("python-pickle", "pickled Python objects", "pkl pickle", "",
            Mark.Start("80 04 95", content => content.Little32(7) is 0 && content.Tail is [.., (byte)'.']), Mark.Start("80 05 95", content => content.Little32(7) is 0 && content.Tail is [.., (byte)'.'])),
        Table.Binary("chm", "compiled HTML help", "chm chw", "application/vnd.ms-htmlhelp", Mark.Start("'ITSF' 03 00 00 00"), Mark.Start("'ITSF' 02 00 00 00")),
        Table.Binary("winhelp", "Windows help", "hlp gid", "application/winhlp", Mark.Start("3f 5f 03 00", content => content.Little32(12) == content.Length)),
        Table.Binary("swf", "Flash movie", "swf", "application/x-shockwave-flash application/vnd.adobe.flash.movie",
            Mark.Start("'FWS'", IsFlash), Mark.Start("'CWS'", IsFlash), Mark.Start("'ZWS'", IsFlash)),
        Table.Binary("crx", "Chrome extension", "crx", "application/x-chrome-extension", Mark.Start("'Cr24' 02 00 00 00"), Mark.Start("'Cr24' 03 00 00 00")),
        Table.Binary("deb", "Debian package", "deb udeb", "application/vnd.debian.binary-package application/x-debian-package", Mark.Start("'!<arch>' 0a 'debian-binary'")),
        Table.Binary("rpm", "RPM package", "rpm", "application/x-rpm application/x-redhat-package-manager", Mark.Start("ed ab ee db", content => content.Octet(4) is 3 or 4)),
        Table.Binary("sis", "Symbian installer", "sis sisx", "application/vnd.symbian.install", Mark.Start("7a 1a 20 10"), Mark.At(8, "19 04 00 10")),
        Table.Binary("nlm", "NetWare module", "nlm", "", Mark.Start("'NetWare Loadable Module' 1a")),
        Table.Binary("palm-program", "Palm OS program", "prc", "", Mark.At(60, "'appl'", content => content.Big32(64) > 0x20202020)),
        Table.Packed("ole2", "msi", "Windows installer", "msi msm", "application/x-msi application/x-ms-installer"),
        Table.Packed("ole2", "msp", "Windows installer patch", "msp", "application/x-ms-patch"),
        Table.Packed("ole2", "mst", "Windows installer transform", "mst", ""),
        Table.Packed("zip", "jar", "Java program", "jar war ear", "application/java-archive application/x-java-archive"),
        Table.Packed("zip", "apk", "Android program", "apk aab xapk", "application/vnd.android.package-archive"),
        Table.Packed("zip", "ipa", "iOS program", "ipa", ""),
        Table.Packed("zip", "appx", "Windows app package", "appx msix appxbundle msixbundle", "application/appx application/msix"),
        Table.Packed("zip", "xpi", "Firefox extension", "xpi", "application/x-xpinstall"),
        Table.Packed("zip", "vsix", "Visual Studio extension", "vsix", "application/vsix"),
        Table.Packed("zip", "nupkg", "NuGet package", "nupkg snupkg", ""),
        Table.Packed("zip", "xap", "Silverlight program", "xap", "application/x-silverlight-app"),
        Table.Packed("zip", "wheel", "Python package", "whl", ""),
    ];

    /// <summary>Since Python 3.3 the header is 12 or 16 octets, and a marshalled code object follows; the first two octets are a version.</summary>
    private static bool IsPythonByteCode(FileContent content) => content.Octet(1) is >= 0x0b and <= 0x10 && (content.Octet(12) == 0xe3 || content.Octet(16) == 0xe3);

    private static bool IsFlash(FileContent content) => content.Octet(3) is >= 1 and <= 60 && content.Length > 20 && content.Octet(4) + content.Octet(5) + content.Octet(6) + content.Octet(7) > 0
        && content.Octet(7) < 0x20;
}
