namespace Gatepost.Mail.FileTypes;

/// <summary>What a file is for, as an administrator thinks of it; the wire form is kebab-case (<c>disk-image</c>).</summary>
public enum FileFamily
{
    /// <summary>Octets that no type of ours matches.</summary>
    Unknown = 0,

    /// <summary>Runs on its own: programs, libraries, drivers, installers, byte code.</summary>
    Executable,

    /// <summary>Is run by an interpreter: batch, shell, macro languages.</summary>
    Script,

    /// <summary>Opens something else when it is clicked.</summary>
    Shortcut,

    /// <summary>Text with layout.</summary>
    Document,

    /// <summary>Tables that calculate.</summary>
    Spreadsheet,

    /// <summary>Slides.</summary>
    Presentation,

    /// <summary>Pictures.</summary>
    Image,

    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Moving pictures.</summary>
    Video,

    /// <summary>Holds files, or packs one.</summary>
    Archive,

    /// <summary>A whole file system that a click mounts.</summary>
    DiskImage,

    /// <summary>Fonts.</summary>
    Font,

    /// <summary>Certificates, keys, signatures.</summary>
    Certificate,

    /// <summary>Messages, mailboxes, calendars, address cards.</summary>
    Mail,

    /// <summary>Databases.</summary>
    Database,

    /// <summary>Pages and what belongs to them.</summary>
    Web,

    /// <summary>Plain or structured text.</summary>
    Text,

    /// <summary>Drawings, models, maps.</summary>
    Design,
}
