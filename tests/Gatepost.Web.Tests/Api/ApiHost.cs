using System.Buffers;
using System.Net;
using System.Text;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Storage;
using Gatepost.Testing.Disk;
using Gatepost.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gatepost.Web.Tests.Api;

/// <summary>The API over a real Unix socket, with the real services in a folder of its own; only delivery does not run.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;

    private ApiHost()
    {
        var settings = GatewaySettingsLoader.Defaults(new SettingsPlace(_folder.Path, "mx.example.org"));
        Directory.CreateDirectory(settings.DataFolder);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "gatepost" });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton<ILoggerFactory, LoggerFactory>();
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSpool().AddMessageLog().AddStores(settings).AddPolicies().AddQuarantine();
        builder.Services.AddSingleton(new Gatepost.Gateway.Inspection.InspectionGate(2, TimeProvider.System));
        builder.Services.AddSingleton<DeliveryQueue>();
        builder.Services.AddDestinations();
        builder.Services.AddGatepostApi();
        builder.Services.Configure<KestrelServerOptions>(kestrel => AdminSocket.Bind(kestrel, settings));
        _app = builder.Build();
        _app.UseRouting();
        _app.MapGatepostApi();
        DataFolder = settings.DataFolder;
        Client = new AdminClient(AdminSocket.PathOf(DataFolder), TimeSpan.FromSeconds(30));
    }

    public string DataFolder { get; }

    public AdminClient Client { get; }

    public MailSpool Spool => Get<MailSpool>();

    public static async Task<ApiHost> StartAsync()
    {
        var host = new ApiHost();
        await host.Get<PolicyService>().StartAsync(TestContext.Current.CancellationToken);
        host.Spool.Recover();
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Commits a message as receiving does, logs it, and hands it to its carrier.</summary>
    public async Task<MailId> AcceptAsync(string subject, SpoolOutcome outcome = SpoolOutcome.Deliver, string recipient = "anna@example.org", string? area = null, SpoolNextHop? hop = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var id = MailId.New(TimeProvider.System);
        var intake = Spool.BeginIntake(id);
        await intake.WriteAsync(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes($"Subject: {subject}\r\n\r\nbody\r\n")), cancellationToken);
        intake.Complete();
        _ = SmtpAddressParser.TryParse(recipient, out var address);
        var envelope = new Envelope
        {
            Listener = "mx", ClientAddress = IPAddress.Parse("192.0.2.1"), Sender = new EmailAddress("a", "example.com"),
            Recipients = [new EnvelopeRecipient(address!)], ReceivedAt = DateTimeOffset.UtcNow,
        };
        var record = new SpoolRecord { Id = id, Envelope = envelope, Subject = subject, Copies = [new SpoolCopy(0, outcome, [0], [], area, "a rule", "a reason", hop)] };
        var entry = await Spool.CommitAsync(intake, record, cancellationToken);
        Get<IMessageLog>().Append(new MessageLogged
        {
            At = envelope.ReceivedAt, MailId = id, Listener = "mx", ClientAddress = "192.0.2.1", Sender = "a@example.com", Subject = subject, Accepted = true, Reply = "250 2.0.0 Ok",
            Recipients = [new RecipientLogged(recipient, Direction.Incoming, Disposition.Deliver, "a rule", area, entry.States[0].Status)],
        });
        Get<SpoolDispatcher>().Dispatch(entry);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
