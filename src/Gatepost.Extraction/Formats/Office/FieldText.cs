using System.Text;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>
/// Text with fields in it: characters within an instruction are kept from the text, and stated as what they do when the field ends; those within a result are text, and what is shown for the
/// link. Fields may lie within each other.
/// </summary>
internal sealed class FieldText(FormatOutput output, TextCollector text, string carrier)
{
    // Honest documents nest three or four; deeper ones are counted and not kept.
    private const int Depth = 64;

    // Words for a link, not a chapter.
    private const int ShownCharacters = 2_048;

    private readonly Stack<Field> _fields = new();
    private int _beyond;

    /// <summary>A field begins: its instruction follows.</summary>
    public void Begin()
    {
        if (_fields.Count >= Depth)
            _beyond++;
        else
            _fields.Push(new Field());
    }

    /// <summary>The instruction ends, its result follows.</summary>
    public void Separate()
    {
        if (_beyond == 0 && _fields.TryPeek(out var field))
            field.IsResult = true;
    }

    /// <summary>The field ends.</summary>
    public void End()
    {
        if (_beyond > 0)
        {
            _beyond--;
            return;
        }
        if (!_fields.TryPop(out var field))
            return;
        var instruction = field.Instruction.ToString();
        FieldInstruction.State(output, instruction, field.Shown.ToString(), carrier);
        // A field within an instruction gives a word of it: its result, or what it says of itself.
        if (_fields.TryPeek(out var outer) && !outer.IsResult)
            outer.AppendInstruction(field.Shown.Length > 0 ? field.Shown.ToString() : instruction);
    }

    /// <summary>A character of text or of an instruction, wherever we are.</summary>
    public void Append(char character)
    {
        foreach (var field in _fields)
        {
            if (!field.IsResult)
            {
                field.AppendInstruction(character);
                return;
            }
            if (field.Shown.Length < ShownCharacters)
                field.Shown.Append(character);
        }
        if (character is '\n' or '\r')
            text.NewLine();
        else
            text.Append(character);
    }

    public void Append(ReadOnlySpan<char> characters)
    {
        if (_fields.Count == 0)
        {
            text.Append(characters);
            return;
        }
        foreach (var character in characters)
            Append(character);
    }

    /// <summary>Characters of an instruction, in formats that mark those themselves.</summary>
    public void Instruct(ReadOnlySpan<char> characters)
    {
        if (_fields.TryPeek(out var field) && !field.IsResult)
        {
            foreach (var character in characters)
                field.AppendInstruction(character);
        }
        else
        {
            // Without its marks: the program that shows it does not run it, others might.
            FieldInstruction.State(output, characters.ToString(), null, carrier);
        }
    }

    /// <summary>The document ends: fields that were never closed are stated too.</summary>
    public void Finish()
    {
        _beyond = 0;
        while (_fields.Count > 0)
            End();
        text.Flush();
    }

    private sealed class Field
    {
        public StringBuilder Instruction { get; } = new();

        public StringBuilder Shown { get; } = new();

        public bool IsResult { get; set; }

        public void AppendInstruction(char character)
        {
            if (Instruction.Length < FieldInstruction.Characters)
                Instruction.Append(character);
        }

        public void AppendInstruction(string characters)
        {
            foreach (var character in characters)
                AppendInstruction(character);
        }
    }
}
