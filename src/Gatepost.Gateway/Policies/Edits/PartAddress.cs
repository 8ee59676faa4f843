using System.Globalization;
using MimeKit;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>What a part path leads to in MimeKit's tree.</summary>
/// <param name="Entity">The entity, or null for the message's own body.</param>
internal readonly record struct PartTarget(MimeEntity? Entity)
{
    public bool IsWholeBody => Entity is null;
}

/// <summary>
/// Finds the entity of a <c>MessagePart.Path</c>. The children of the message's own multipart are <c>1</c>, <c>2</c>, ...; a multipart's or an attached
/// message's parts go one step down (<c>2/1</c>). Steps into a container's members end at the container: the whole attachment is meant.
/// </summary>
internal static class PartAddress
{
    public static PartTarget Find(MimeMessage root, string path)
    {
        var current = root.Body;
        foreach (var step in path.Split('/'))
        {
            if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || Child(current, number) is not { } child)
                break;
            current = child;
        }
        return new PartTarget(current == root.Body ? null : current);
    }

    /// <summary>The multipart or the (attached) message that holds an entity, or null when it is no longer there.</summary>
    public static object? Holder(MimeMessage root, MimeEntity entity)
    {
        var waiting = new Stack<MimeEntity?>([root.Body]);
        while (waiting.TryPop(out var current))
        {
            if (current is Multipart multipart)
            {
                if (multipart.Contains(entity))
                    return multipart;
                foreach (var child in multipart)
                    waiting.Push(child);
            }
            else if (current is MessagePart { Message: { } attached })
            {
                if (attached.Body == entity)
                    return attached;
                waiting.Push(attached.Body);
            }
        }
        return null;
    }

    private static MimeEntity? Child(MimeEntity? entity, int number) => entity switch
    {
        Multipart multipart => Member(multipart, number),
        MessagePart { Message.Body: Multipart multipart } => Member(multipart, number),
        MessagePart { Message.Body: { } body } when number == 1 => body,
        _ => null,
    };

    private static MimeEntity? Member(Multipart multipart, int number) =>
        number >= 1 && number <= multipart.Count ? multipart[number - 1] : null;
}
