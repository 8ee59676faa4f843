using System.Collections.Immutable;
using System.Net;
using System.Text;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Testing.Policies;

/// <summary>Makes the inspection of a message out of what a test cares for.</summary>
public sealed class InspectionBuilder
{
    private readonly List<MessagePart> _parts = [];
    private readonly List<PartText> _texts = [];
    private readonly List<MessageLink> _links = [];
    private readonly List<Finding> _findings = [];
    private string _header = "From: alice@partner.example\r\nSubject: hello\r\n";
    private string _sender = "alice@partner.example";
    private string[] _recipients = ["bob@example.org"];
    private IPAddress? _client = IPAddress.Parse("198.51.100.7");
    private bool _isRelayClient;
    private int _bodyOctets = 2;

    public InspectionBuilder Header(string header)
    {
        _header = header;
        return this;
    }

    public InspectionBuilder From(string sender)
    {
        _sender = sender;
        return this;
    }

    public InspectionBuilder To(params string[] recipients)
    {
        _recipients = recipients;
        return this;
    }

    public InspectionBuilder Client(string? address, bool isRelayClient = false)
    {
        (_client, _isRelayClient) = (address is null ? null : IPAddress.Parse(address), isRelayClient);
        return this;
    }

    public InspectionBuilder BodyOctets(int octets)
    {
        _bodyOctets = octets;
        return this;
    }

    public InspectionBuilder Text(string text, string part = "1")
    {
        _texts.Add(new PartText(part, text));
        return this;
    }

    /// <summary>The texts and links of a whole message.</summary>
    public InspectionBuilder Read(string message)
    {
        var read = MessageTextReader.Read(MessagePartReader.Read(new MemoryContent(Encoding.UTF8.GetBytes(message)), new ReadingLimits(), default), new TextLimits(), default);
        _texts.AddRange(read.Texts);
        _links.AddRange(read.Links);
        return this;
    }

    public InspectionBuilder Found(FindingCategory category, string name, string? part = null, string inspector = "test-strings", double score = 0)
    {
        _findings.Add(new Finding(inspector, category, name, part, "as seen", score));
        return this;
    }

    public InspectionBuilder Part(MessagePart part)
    {
        _parts.Add(part);
        return this;
    }

    public InspectionBuilder Attached(string path, string? name, string type = "application/octet-stream", long? size = 100, bool isEncrypted = false) =>
        Part(new MessagePart { Path = path, Name = name, DeclaredType = type, Size = size, IsAttachment = true, IsEncrypted = isEncrypted });

    public InspectionBuilder Member(string path, string name, long? size = 100, bool isEncrypted = false) =>
        Part(new MessagePart
        {
            Path = path, Name = name, Size = size, IsAttachment = true, IsMember = true, Depth = 1, Parent = path[..path.LastIndexOf('/')], IsEncrypted = isEncrypted,
        });

    public MessageInspection Build()
    {
        var content = new MemoryContent(Encoding.UTF8.GetBytes(_header + "\r\n" + new string('x', _bodyOctets - 2) + "\r\n"));
        var envelope = new Envelope
        {
            Listener = "mx",
            ClientAddress = _client,
            IsRelayClient = _isRelayClient,
            Sender = _sender.Length == 0 ? null : Address(_sender),
            Recipients = [.. _recipients.Select(recipient => new EnvelopeRecipient(Address(recipient)))],
            ReceivedAt = DateTimeOffset.UnixEpoch,
        };
        return new MessageInspection
        {
            Message = new MailMessage(new MailId(Guid.Empty), envelope, content),
            Headers = HeaderScanner.Scan(content),
            Parts = [.. _parts],
            Texts = [.. _texts],
            Links = [.. _links],
            Findings = [.. _findings],
        };
    }

    private static EmailAddress Address(string text) =>
        SmtpAddressParser.TryParse(text, out var address) ? address : throw new ArgumentException($"{text} is no address", nameof(text));
}
