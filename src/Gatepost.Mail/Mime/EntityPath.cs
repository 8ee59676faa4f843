using System.Globalization;

namespace Gatepost.Mail.Mime;

/// <summary>Numbers entities while the MIME reader goes down and up; see <see cref="MessagePart.Path"/> for the rule.</summary>
internal sealed class EntityPath
{
    private readonly Stack<Level> _levels = new();

    /// <summary>An entity begins: its path, or null for the root multipart of a message, which is no part of its own.</summary>
    public string? Enter(bool isMultipart)
    {
        if (_levels.Count == 0)
            _levels.Push(new Level("", IsMessage: true));
        var parent = _levels.Peek();
        if (parent.IsMessage && isMultipart)
        {
            _levels.Push(new Level(parent.Path, IsMessage: false));
            return null;
        }
        var path = Join(parent.Path, ++parent.Children);
        _levels.Push(new Level(path, IsMessage: false));
        return path;
    }

    /// <summary>The path of what was entered last; a message's root multipart has that of its message, empty at the top.</summary>
    public string Current => _levels.TryPeek(out var level) ? level.Path : "";

    /// <summary>The message inside the entity that was entered last begins.</summary>
    public void EnterMessage() => _levels.Push(new Level(_levels.Count == 0 ? "" : _levels.Peek().Path, IsMessage: true));

    /// <summary>What was entered last ends.</summary>
    public void Leave()
    {
        if (_levels.Count > 1)
            _levels.Pop();
    }

    /// <summary>The path of what holds the entity of a path, or null at the top.</summary>
    public static string? ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : null;

    /// <summary>The path of the n-th child.</summary>
    public static string Join(string parent, int number) => parent.Length == 0
        ? number.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{parent}/{number}");

    private sealed record Level(string Path, bool IsMessage)
    {
        public int Children { get; set; }
    }
}
