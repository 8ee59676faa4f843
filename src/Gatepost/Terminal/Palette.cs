namespace Gatepost.Terminal;

/// <summary>Colours by meaning. Off, every text comes back as it is.</summary>
internal readonly record struct Palette(bool IsOn)
{
    public string Strong(string text) => Paint("1", text);

    public string Faint(string text) => Paint("2", text);

    public string Good(string text) => Paint("32", text);

    public string Warning(string text) => Paint("33", text);

    public string Bad(string text) => Paint("31", text);

    private string Paint(string code, string text) => IsOn && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
