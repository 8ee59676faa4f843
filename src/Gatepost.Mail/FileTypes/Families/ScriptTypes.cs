using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>
/// Is run by an interpreter, or changes settings when it is opened. Most are plain text, and letters quote code: a rule asks for the one line that a script must have, or for several words together.
/// Order matters: the first rule that holds wins.
/// </summary>
internal static class ScriptTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Script);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Text("hta", "HTML application", "hta", "application/hta", "<", text => MarkupRules.IsHtml(text) && text.Has("<hta:application")),
        Table.Text("wsf", "Windows script file", "wsf wsc ws", "", "<", text =>
            (text.IsElement("job") || text.IsElement("package")) && text.Has("<script") && text.Has("language")),
        Table.Text("sct", "Windows scriptlet", "sct wsc", "text/scriptlet", "<", text =>
            text.IsElement("scriptlet") || ((text.IsElement("component") || text.IsElement("package")) && text.Has("<registration") && text.Has("<script"))),
        Table.Text("msbuild", "MSBuild project, which runs tasks", "csproj vbproj vcxproj proj targets props", "", "<", text =>
            text.IsElement("project") && (text.Has("schemas.microsoft.com/developer/msbuild") || (text.Has("<project sdk=") && text.Has("<propertygroup")))),
        Table.Text("xsl", "XSL transformation", "xsl xslt", "application/xslt+xml text/xsl", "<", text =>
            (text.IsElement("stylesheet") || text.IsElement("transform")) && text.Has("www.w3.org/1999/XSL/Transform")),
        Table.Text("mobileconfig", "Apple configuration profile", "mobileconfig", "application/x-apple-aspen-config", "<", text =>
            text.IsElement("plist") && text.Has("PayloadType") && text.Has("PayloadContent")),
        Table.Text("php", "PHP script", "php php3 php4 php5 phtml phps inc", "application/x-httpd-php text/x-php application/x-php", "<#", text =>
            text.Begins("<?php") || text.Begins("<?=") || IsShebang(text, "php") || (text[0] == '<' && text.Has("<?php"))),
        Table.Text("server-page", "ASP or JSP page", "asp aspx ascx asmx ashx jsp jspx cer", "", "<", text => text.Begins("<%@") || text.Begins("<%\r") || text.Begins("<%\n")),
        Table.Text("encoded-script", "encoded VBScript or JScript", "vbe jse", "", "#", text => text.Begins("#@~^") && text.Length > 12 && text[10..12] is "=="),
        Table.Text("shell-script", "Unix shell script", "sh bash ksh zsh csh command run", "application/x-sh text/x-sh application/x-shellscript text/x-shellscript", "#",
            text => IsShebang(text, "sh") || IsShebang(text, "bash") || IsShebang(text, "dash") || IsShebang(text, "ksh") || IsShebang(text, "zsh") || IsShebang(text, "csh") || IsShebang(text, "tcsh") || IsShebang(text, "busybox")),
        Table.Text("python", "Python script", "py pyw", "text/x-python application/x-python text/x-script.python", "", text => IsShebang(text, "python") || ScriptRules.IsPython(text)),
        Table.Text("perl", "Perl script", "pl pm cgi t", "application/x-perl text/x-perl", "", text => IsShebang(text, "perl") || (text.HasLines(1, "use strict;", "use warnings;") && text.HasSeveral(1, "my $", "my @", "my %", "sub ", "package "))),
        Table.Text("ruby", "Ruby script", "rb rbw", "application/x-ruby text/x-ruby", "#", text => IsShebang(text, "ruby")),
        Table.Text("lua", "Lua script", "lua", "text/x-lua", "#", text => IsShebang(text, "lua") || IsShebang(text, "luajit")),
        Table.Text("tcl", "Tcl script", "tcl tk", "application/x-tcl", "#", text => IsShebang(text, "tclsh") || IsShebang(text, "wish")),
        Table.Text("awk", "AWK script", "awk", "", "#", text => IsShebang(text, "awk") || IsShebang(text, "gawk") || IsShebang(text, "mawk")),
        Table.Binary("applescript", "compiled AppleScript", "scpt scptd", "", Mark.Start("'FasdUAS '")),
        Table.Text("applescript-text", "AppleScript", "applescript", "", "#t", text => IsShebang(text, "osascript") || (text.Begins("tell application \"") && text.Has("end tell"))),
        Table.Text("registry-script", "Windows registry changes", "reg", "text/x-ms-regedit", "wr", text =>
            (text.FirstLine().Begins("Windows Registry Editor Version ") || text.FirstLine() is "REGEDIT4" or "REGEDIT") && text.Has("[HKEY_")),
        Table.Text("setup-script", "Windows setup script", "inf", "application/inf application/x-setupscript", ";[", text =>
            text.HasSection("version") && text.HasSeveral(1, "$windows nt$", "$chicago$", "$windows 95$")),
        Table.Text("autorun", "autorun file", "inf", "", ";[", text => text.HasSection("autorun") && text.HasLines(1, "open=", "open =", "shellexecute=", "shellexecute =", "shell\\")),
        Table.Text("vba-module", "exported Visual Basic macros", "bas cls frm", "", "av", text => text.Begins("Attribute VB_Name = ") || (text.Begins("VERSION ") && text.Has("Attribute VB_"))),
        Table.Text("batch", "Windows batch file", "bat cmd nt", "application/bat application/x-bat application/x-msdos-program", "", ScriptRules.IsBatch),
        Table.Text("powershell", "PowerShell script", "ps1 psm1 psd1 ps1xml pssc cdxml", "application/x-powershell text/x-powershell", "", text => IsShebang(text, "pwsh") || ScriptRules.IsPowerShell(text)),
        Table.Text("vbscript", "VBScript", "vbs vb", "text/vbscript application/x-vbs text/x-vbscript", "", ScriptRules.IsVisualBasic),
        Table.Text("javascript", "JavaScript", "js mjs cjs", "text/javascript application/javascript application/x-javascript application/ecmascript", "", text => IsShebang(text, "node") || ScriptRules.IsJavaScript(text)),
        Table.Text("script", "script for another interpreter", "", "", "#", IsInterpreted),
    ];

    /// <summary><c>#!/bin/sh</c>, <c>#! /usr/bin/env -S python3 -u</c>: the interpreter, with or without a version.</summary>
    private static bool IsShebang(ReadOnlySpan<char> text, string interpreter)
    {
        if (!text.StartsWith("#!"))
            return false;
        foreach (var range in text.FirstLine()[2..].Split(' '))
        {
            var word = text.FirstLine()[2..][range];
            var name = word[(word.LastIndexOf('/') + 1)..].TrimEnd("0123456789.");
            if (name.Length > 0 && name[0] != '-' && !name.Equals("env", StringComparison.Ordinal))
                return name.Equals(interpreter, StringComparison.Ordinal);
        }
        return false;
    }

    private static bool IsInterpreted(ReadOnlySpan<char> text) =>
        text.StartsWith("#!") && text.FirstLine()[2..].TrimStart() is { Length: > 1 } path && path[0] == '/' && path.IndexOfAnyExceptInRange(' ', '~') < 0;
}
