using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Opens something else when it is clicked: a program, a share, a page, a remote desktop.</summary>
internal static class ShortcutTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Shortcut);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("lnk", "Windows shortcut", "lnk", "application/x-ms-shortcut application/x-ms-lnk", Mark.Start("4c 00 00 00 01 14 02 00 00 00 00 00 c0 00 00 00 00 00 00 46")),
        Table.Text("url", "Internet shortcut", "url website", "application/internet-shortcut text/x-url application/x-mswebsite", "[;", text =>
            (text.HasSection("InternetShortcut") || text.HasSection("InternetShortcut.A") || text.HasSection("InternetShortcut.W")) && text.HasLines(1, "url=", "url =")),
        Table.Text("webloc", "macOS web location", "webloc", "", "<", text => text.IsElement("plist") && text.Has("<key>URL</key>")),
        Table.Text("desktop", "Unix desktop entry", "desktop", "application/x-desktop", "[#", text => text.HasSection("Desktop Entry") && text.HasLines(1, "exec", "url", "type")),
        Table.Text("scf", "Windows shell command", "scf", "", "[;", text => text.HasSection("Shell") && text.HasLines(1, "command", "iconfile")),
        Table.Text("theme", "Windows theme", "theme deskthemepack msstyles", "", "[;", text => text.HasSection("Theme") && text.HasSeveral(1, "[Control Panel\\", "[VisualStyles]", "DisplayName=")),
        Table.Text("library-ms", "Windows library", "library-ms", "application/windows-library+xml", "<", text => text.IsElement("libraryDescription")),
        Table.Text("search-ms", "Windows saved search", "search-ms searchconnector-ms", "application/windows-search-connector+xml", "<", text => text.IsElement("searchConnectorDescription") || text.IsElement("persistedQuery")),
        Table.Text("settingcontent-ms", "Windows settings link", "settingcontent-ms", "", "<", text => text.IsElement("PCSettings")),
        Table.Text("msc", "Windows management console", "msc", "", "<", text => text.IsElement("MMC_ConsoleFile")),
        Table.Text("jnlp", "Java Web Start", "jnlp", "application/x-java-jnlp-file", "<", text => text.IsElement("jnlp")),
        Table.Text("clickonce", "ClickOnce deployment", "application vsto manifest", "application/x-ms-application application/x-ms-vsto", "<", text =>
            text.IsElement("assembly") && text.Has("urn:schemas-microsoft-com:asm.v")),
        Table.Text("appref-ms", "ClickOnce reference", "appref-ms", "", "h", text => text.FirstLine() is var line && line.Begins("http") && line.Has(".application#") && line.Has("PublicKeyToken=")),
        Table.Text("rdp", "remote desktop connection", "rdp", "application/rdp application/x-rdp", "", text => text.HasLines(2, "full address:s:", "screen mode id:i:", "alternate full address:s:", "redirectdrives:i:", "remoteapplicationprogram:s:", "prompt for credentials:i:", "signature:s:", "desktopwidth:i:", "session bpp:i:")),
        Table.Text("ica", "Citrix connection", "ica", "application/x-ica", "[;", text => text.HasSection("WFClient") && text.HasSection("ApplicationServers")),
        Table.Text("udl", "Windows data link", "udl", "", "[;", text => text.HasSection("oledb") && text.Has("Provider=")),
        Table.Text("internet-query", "Excel web query", "iqy", "text/x-ms-iqy", "w", text => text.FirstLine() is "WEB" && text[3..].TrimStart().Begins("1") && text.Has("http")),
        Table.Text("database-query", "Excel database query", "oqy dqy rqy", "", "qx", text => text.Begins("QueryType=OLEDB") || (text.FirstLine() is "XLODBC" && text.HasSeveral(1, "DRIVER=", "DSN=", "SELECT "))),
        Table.Binary("torrent", "BitTorrent file", "torrent", "application/x-bittorrent",
            Mark.Start("'d8:announce'"), Mark.Start("'d13:announce-list'"), Mark.Start("'d7:comment'", HasFiles), Mark.Start("'d10:created by'", HasFiles), Mark.Start("'d4:infod'")),
    ];

    private static bool HasFiles(FileContent content) => content.Head.IndexOf("4:infod"u8) > 0;
}
