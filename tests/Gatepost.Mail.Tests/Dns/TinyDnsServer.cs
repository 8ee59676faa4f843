using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatepost.Mail.Tests.Dns;

/// <summary>A DNS server on UDP that answers from a table: enough of RFC 1035 to see what a resolver makes of answers good and bad.</summary>
internal sealed class TinyDnsServer : IAsyncDisposable
{
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ConcurrentDictionary<(string Name, int Type), (int Code, byte[][] Records)> _answers = new();
    private readonly Task _serving;
    private int _questions;

    public TinyDnsServer() => _serving = ServeAsync();

    public IPEndPoint EndPoint => (IPEndPoint)_udp.Client.LocalEndPoint!;

    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Says nothing at all to questions about this name.</summary>
    public TinyDnsServer Silent(string name) => Code(name, -1);

    public TinyDnsServer Code(string name, int code)
    {
        foreach (var type in new[] { 1, 28, 15, 16, 12 })
            _answers[(name, type)] = (code, []);
        return this;
    }

    public TinyDnsServer A(string name, params string[] addresses) => Add(name, 1, addresses.Select(address => IPAddress.Parse(address).GetAddressBytes()));

    public TinyDnsServer Aaaa(string name, params string[] addresses) => Add(name, 28, addresses.Select(address => IPAddress.Parse(address).GetAddressBytes()));

    public TinyDnsServer Mx(string name, params (int Preference, string Host)[] records) =>
        Add(name, 15, records.Select(record => (byte[])[(byte)(record.Preference >> 8), (byte)record.Preference, .. Name(record.Host)]));

    public TinyDnsServer Txt(string name, params string[] strings) =>
        Add(name, 16, [strings.SelectMany(text => (byte[])[(byte)text.Length, .. Encoding.ASCII.GetBytes(text)]).ToArray()]);

    public TinyDnsServer Pointer(string name, string host) => Add(name, 12, [Name(host)]);

    /// <summary>The answer to a question of the type is an alias alone.</summary>
    public TinyDnsServer Alias(string name, int type, string target, int timeToLive = 60)
    {
        var record = Record(5, Name(target));
        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(6), timeToLive);
        _answers[(name, type)] = (0, [record]);
        return this;
    }

    /// <summary>What stands beside "there is none": how long that holds.</summary>
    public (int TimeToLive, int Minimum)? Soa { get; set; }

    public async ValueTask DisposeAsync()
    {
        _udp.Dispose();
        await _serving;
    }

    private TinyDnsServer Add(string name, int type, IEnumerable<byte[]> data)
    {
        _answers[(name, type)] = (0, [.. data.Select(octets => Record(type, octets))]);
        return this;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var question = await _udp.ReceiveAsync();
                Interlocked.Increment(ref _questions);
                if (Answer(question.Buffer) is { } answer)
                    await _udp.SendAsync(answer, question.RemoteEndPoint);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private byte[]? Answer(byte[] question)
    {
        var (name, end) = ReadName(question);
        var type = BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(end));
        var known = _answers.TryGetValue((name, type), out var answer);
        if (known && answer.Code < 0)
            return null;
        var code = known ? answer.Code : _answers.Keys.Any(key => key.Name == name) ? 0 : 3;
        var records = known ? answer.Records : [];
        byte[] authority = records.Length == 0 && Soa is { } soa ? SoaRecord(soa.TimeToLive, soa.Minimum) : [];
        return
        [
            question[0], question[1], 0x81, (byte)(0x80 | code), 0, 1, 0, (byte)records.Length, 0, (byte)(authority.Length > 0 ? 1 : 0), 0, 0,
            .. question.AsSpan(12, end + 4 - 12), .. records.SelectMany(record => record), .. authority,
        ];
    }

    private static (string Name, int End) ReadName(byte[] question)
    {
        var labels = new List<string>();
        var at = 12;
        for (; question[at] != 0; at += question[at] + 1)
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]).ToLowerInvariant());
        return (string.Join('.', labels), at + 1);
    }

    /// <summary>A record of the question's name, which lives for 60 seconds.</summary>
    private static byte[] Record(int type, byte[] data) =>
        [0xc0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    private static byte[] SoaRecord(int timeToLive, int minimum)
    {
        var data = new byte[22];
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(18), minimum);
        var record = Record(6, data);
        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(6), timeToLive);
        return record;
    }

    private static byte[] Name(string host) =>
        [.. host.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}
