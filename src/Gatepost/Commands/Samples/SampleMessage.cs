namespace Gatepost.Commands.Samples;

/// <summary>One telling message.</summary>
/// <param name="Title">What it is, for the table.</param>
/// <param name="Sender">The envelope sender.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Octets">The message, lines ended by CRLF.</param>
internal sealed record SampleMessage(string Title, string Sender, string Subject, byte[] Octets);
