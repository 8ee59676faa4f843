using System.Buffers;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>
/// Languages without a first line of their own. Each has words that stand in scripts and hardly ever in letters; one alone is never enough, so that a letter which quotes a command stays a letter.
/// </summary>
internal static class ScriptRules
{
    /// <summary>One search for all strong words at once: without any of them a text is no script, and most texts end here.</summary>
    private static readonly SearchValues<string> Strong = SearchValues.Create(
        [
            "@echo off", "setlocal", "%~dp0", "%~f0", "goto :eof", "exit /b", "if not exist", "start /min", "cmd /c", "powershell", "invoke-", "new-object", "$env:", "write-host",
            "[system.", "frombase64string", "start-process", "get-", "set-", "cmdletbinding", "createobject", "wscript.", "on error resume next", "end sub", "end function", "activexobject",
            "function", "require(", "module.exports", "use strict", "=> {", "eval(", "import ", "def ", "__name__", "@rem", "@if", "echo off", "set /p", "set /a",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static bool IsBatch(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny(Strong))
            return false;
        return text.FirstLine() is { Length: > 0 } first && (first.Begins("@echo off") || first.Begins("@echo on") || first.Begins("@rem ") || first.Begins("@if ") || first.Begins("@setlocal") || first.Begins("@powershell"))
            || (text.HasLines(1, "@echo off", "echo off") && text.HasLines(2, "rem ", "::", "set ", "if ", "echo ", "start ", "goto ", "call ", "@echo off"))
            || text.HasLines(3, "set /a ", "set /p ", "goto ", "if exist ", "if not exist ", "if \"%", "exit /b", "start /min ", "cmd /c ", "setlocal", "reg add ", "del /f", "rem ", "call :", "echo off");
    }

    public static bool IsPowerShell(ReadOnlySpan<char> text) => text.ContainsAny(Strong)
        && (text.HasSeveral(3, "invoke-expression", "invoke-webrequest", "new-object ", "[system.", "$env:", "write-host", "write-output", "set-strictmode", "-executionpolicy", "get-childitem",
                "start-process", "[cmdletbinding", "frombase64string", "iex(", "iex ", "downloadstring", "set-itemproperty", "param(", "add-type", "| out-null", "get-content ", "set-content ")
            || (text.HasLines(1, "$", "[System.", "[Net.", "iex", "param", "function ", "Set-", "Get-", "Add-Type", "Start-Process", "Invoke-")
                && text.HasSeveral(1, "new-object ", "invoke-expression", "invoke-webrequest", "frombase64string", "start-process ", "[cmdletbinding", "write-host ", "set-strictmode", "downloadstring(", "downloadfile(")
                && text.HasSeveral(1, "$env:", " = ", "(new-object", "[system.", ");", "param(", "-uri ", "-argumentlist", "-erroraction")));

    public static bool IsVisualBasic(ReadOnlySpan<char> text) => text.ContainsAny(Strong)
        && ((text.Has("createobject(") && text.HasLines(1, "set ", "dim ", "on error ", "createobject(", "sub ", "function ", "const ", "option explicit", "'"))
            || (text.HasLines(1, "option explicit", "on error resume next") && text.HasLines(1, "dim ", "set ", "const ", "sub ", "function "))
            || (text.HasLines(1, "wscript.") && text.HasLines(1, "dim ", "set ", "if ", "sub ", "wscript.echo ", "wscript.sleep "))
            || (text.HasLines(2, "end sub", "end function", "end if") && text.HasLines(2, "dim ", "set ", "sub ", "function ", "private sub", "public sub")))
        && !text.Has("new activexobject(");

    public static bool IsJavaScript(ReadOnlySpan<char> text) => text.ContainsAny(Strong)
        && (text.HasSeveral(1, "new activexobject(", "wscript.createobject(", "'use strict'", "\"use strict\"", "module.exports", "(function(", "(function (", "document.write(", "eval(unescape(")
                ? text.HasSeveral(2, ";", "var ", "{", "function", "(")
                : text.HasLines(2, "var ", "let ", "const ", "function ", "return ", "import {", "export ", "if (", "for (", "async function ") && text.HasSeveral(3, ";", "{", "}", "(", " = ", "=> ", "=== ")
                    && text.HasSeveral(1, "function(", "function (", "=> {", "require(", "console.log(", ") {", "document.", "window.", " from '", " from \""));

    public static bool IsPython(ReadOnlySpan<char> text) => text.ContainsAny(Strong)
        && ((text.Has("if __name__ ==") && text.HasLines(1, "def ", "class ", "import ", "from "))
            || (text.HasLines(1, "import os", "import sys", "import re", "import base64", "import subprocess", "import socket", "import json", "import urllib", "import requests", "import ctypes", "from __future__ import", "import time")
                && text.HasLines(1, "def ", "class ", "print(", "exec(", "if __name__", "for ", "try:", "with open(", "os.", "subprocess.", "sys.")
                && text.HasSeveral(1, "):", "(", "= ")));
}
